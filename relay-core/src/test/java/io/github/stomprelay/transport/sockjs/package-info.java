/** Tests of the SockJS protocol, one for each row of its specification, over raw sockets. */
@NullMarked
package io.github.stomprelay.transport.sockjs;

import org.jspecify.annotations.NullMarked;

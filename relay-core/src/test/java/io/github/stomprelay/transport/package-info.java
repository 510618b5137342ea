/** Tests of the listeners, over real sockets on the loopback. */
@NullMarked
package io.github.stomprelay.transport;

import org.jspecify.annotations.NullMarked;

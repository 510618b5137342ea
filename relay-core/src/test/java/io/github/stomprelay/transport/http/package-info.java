/** Tests of the HTTP server, and clients as plain as sockets. */
@NullMarked
package io.github.stomprelay.transport.http;

import org.jspecify.annotations.NullMarked;

/**
 * The load generator behind {@code stomp-relay bench}: clients of any STOMP 1.2 server, over TCP or
 * WebSocket.
 *
 * <p>A run, its clients and everything they count live on one event loop, so nothing is locked.
 * Where the generator itself is the limit, start several.
 */
@NullMarked
package io.github.stomprelay.cli.bench;

import org.jspecify.annotations.NullMarked;

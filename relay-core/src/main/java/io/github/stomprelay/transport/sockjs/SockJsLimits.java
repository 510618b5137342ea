package io.github.stomprelay.transport.sockjs;

/**
 * What a client may send at once: a WebSocket message, or the body of a request, as on the wire.
 * Remember that JSON may take six bytes for a character.
 *
 * @param earlyBytes until the application calls {@link SockJsSession#allowLargeMessages}
 * @param trustedBytes after that
 */
public record SockJsLimits(int earlyBytes, int trustedBytes) {}

package io.github.stomprelay.transport;

/** A listener that cannot listen; the message says where, why, and what to do. */
public final class BindException extends RuntimeException {
  BindException(Listener listener, Throwable cause) {
    super(
        "cannot listen on "
            + listener.address()
            + " ("
            + listener.name()
            + "): "
            + cause.getMessage()
            + "; another program may have the port (see: ss -ltnp), or the address is not this"
            + " machine's",
        cause);
  }
}

package io.github.stomprelay.relay;

import java.net.InetSocketAddress;

/** A listener could not be bound. */
public final class BindFailure extends RelayException {
  BindFailure(String listener, InetSocketAddress address, Throwable cause) {
    super(
        listener
            + ": cannot listen on "
            + address.getHostString()
            + ":"
            + address.getPort()
            + ": "
            + cause.getMessage()
            + "; choose another with "
            + listener
            + ".port",
        cause);
  }

  BindFailure(Throwable cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}

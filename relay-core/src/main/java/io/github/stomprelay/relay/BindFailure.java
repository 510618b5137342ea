package io.github.stomprelay.relay;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A listener could not be bound. */
public final class BindFailure extends RelayException {
  BindFailure(String listener, InetSocketAddress address, CompletionException failure) {
    super(
        listener
            + ": cannot listen on "
            + address.getHostString()
            + ":"
            + address.getPort()
            + ": "
            + reason(failure)
            + "; choose another with "
            + listener
            + ".port",
        failure);
  }

  BindFailure(CompletionException failure) {
    super(reason(failure), failure);
  }

  private static String reason(CompletionException failure) {
    @Nullable Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }
}

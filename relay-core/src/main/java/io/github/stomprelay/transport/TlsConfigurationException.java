package io.github.stomprelay.transport;

import org.jspecify.annotations.Nullable;

/** A certificate, key or trust file that cannot be used; the message names it and what to do. */
public final class TlsConfigurationException extends RuntimeException {
  TlsConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

package io.github.stomprelay.transport;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.task.InternalErrors;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs why a connection failed: the network's faults quietly, our own with their stack trace. */
final class ConnectionErrors {
  private static final Logger log = LoggerFactory.getLogger(ConnectionErrors.class);

  private ConnectionErrors() {}

  /** Logs, and says by which word the connection ends. */
  static CloseReason closed(Peer peer, Throwable cause) {
    if (cause instanceof IOException || cause instanceof io.netty.handler.codec.DecoderException) {
      log.debug("connection failed: remote={}: {}", peer.address(), cause.toString());
      return CloseReason.CLIENT_GONE;
    } else {
      InternalErrors.report("connection", peer.address(), cause);
      return CloseReason.INTERNAL_ERROR;
    }
  }
}

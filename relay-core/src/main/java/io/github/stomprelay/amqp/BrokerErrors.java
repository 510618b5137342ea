package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The driver's exceptions as errors of the port. */
final class BrokerErrors {
  /** The name of the error when the broker does not answer in time. */
  static final String TIMEOUT = "timeout";

  private BrokerErrors() {}

  /** Returns why a link or channel ended. */
  static BrokerError of(ShutdownSignalException signal) {
    Method reason = signal.getReason();
    if (reason instanceof AMQP.Channel.Close close) {
      return BrokerError.of(close.getReplyCode(), close.getReplyText());
    }
    if (reason instanceof AMQP.Connection.Close close && !signal.isInitiatedByApplication()) {
      return BrokerError.of(close.getReplyCode(), close.getReplyText());
    }
    return BrokerError.local("link_lost", "connection to the broker lost: " + deepest(signal));
  }

  /**
   * Returns why connecting failed. Code {@link BrokerError#ACCESS_REFUSED} or {@link
   * BrokerError#NOT_ALLOWED} where the broker answered no, else {@code unreachable}.
   */
  static BrokerError ofConnecting(String address, Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof AuthenticationFailureException) {
        return BrokerError.of(BrokerError.ACCESS_REFUSED, text(t));
      }
      if (t instanceof ShutdownSignalException signal
          && signal.getReason() instanceof AMQP.Connection.Close close
          && close.getReplyCode() != AMQP.REPLY_SUCCESS
          && !signal.isInitiatedByApplication()) {
        return BrokerError.of(close.getReplyCode(), close.getReplyText());
      }
    }
    String why = failure instanceof TimeoutException ? "no answer in time" : deepest(failure);
    return BrokerError.local("unreachable", "broker " + address + " is unreachable: " + why);
  }

  /** Returns whether the broker said no to the account, as against not being there. */
  static boolean isRefusal(BrokerError error) {
    return error.code() == BrokerError.ACCESS_REFUSED || error.code() == BrokerError.NOT_ALLOWED;
  }

  /**
   * Returns whether the refusal of a declaration means that the queue is there with other
   * properties, and the declaration is content with that. Of exclusive queues RabbitMQ says that
   * they are locked.
   */
  static boolean isContent(QueueDeclaration declaration, BrokerError refusal) {
    return declaration.existing() == QueueDeclaration.Existing.AS_IT_IS
        && (refusal.code() == BrokerError.RESOURCE_LOCKED
            || (refusal.code() == BrokerError.PRECONDITION_FAILED
                && refusal.text().contains("inequivalent arg")));
  }

  /** Returns whether the broker has not answered: what was asked of it may be done all the same. */
  static boolean isTimeout(BrokerError error) {
    return error.code() == 0 && error.name().equals(TIMEOUT);
  }

  private static String deepest(Throwable failure) {
    Throwable t = failure;
    while (t.getCause() != null && t.getCause() != t) {
      t = t.getCause();
    }
    return text(t);
  }

  private static String text(Throwable t) {
    @Nullable String message = t.getMessage();
    String text = message == null || message.isBlank() ? t.getClass().getSimpleName() : message;
    return text.lines().findFirst().orElse(text);
  }
}

package io.github.stomprelay.session;

import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.stomp.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of SUBSCRIBE and SEND that describe a queue, as RabbitMQ 4.3's plugin reads them. */
final class QueueHeaders {
  private QueueHeaders() {}

  /**
   * Returns whether any of the headers describes a queue, so that the subscription must have one of
   * its own.
   */
  static boolean present(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (name.startsWith("x-")) {
        return true;
      }
      switch (name) {
        case "durable", "persistent", "auto-delete", "exclusive", "prefetch-count" -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /** The queue of {@code /queue/name}: durable unless the headers say otherwise; null: none. */
  static @Nullable QueueDeclaration namedQueue(
      String name, QueueDeclare declare, Headers headers, Map<String, Object> arguments)
      throws StompError {
    boolean durable = durable(headers, true);
    return switch (declare) {
      case DURABLE -> declaration(name, headers, durable, !durable, arguments);
      case PASSIVE -> QueueDeclaration.passive(name);
      case NONE -> null;
      case AS_IT_IS -> declaration(name, headers, durable, !durable, arguments).asItIs();
    };
  }

  /**
   * The queue behind a subscription to {@code /topic} or {@code /exchange}: transient unless the
   * headers say otherwise, and gone with its last consumer unless they say {@code
   * auto-delete:false}.
   */
  static QueueDeclaration subscriptionQueue(String name, Headers headers) throws StompError {
    boolean durable = durable(headers, false);
    return declaration(name, headers, durable, true, QueueArguments.ofSubscribe(headers));
  }

  private static QueueDeclaration declaration(
      String name,
      Headers headers,
      boolean durable,
      boolean normallyAutoDelete,
      Map<String, Object> arguments)
      throws StompError {
    @Nullable Boolean askedExclusive = HeaderValues.flag(headers, "exclusive");
    @Nullable Boolean askedAutoDelete = HeaderValues.flag(headers, "auto-delete");
    boolean autoDelete = askedAutoDelete == null ? normallyAutoDelete : askedAutoDelete;
    boolean exclusive = askedExclusive == null ? !durable : askedExclusive;
    if (isReplicated(arguments)) {
      boolean explicit = Boolean.TRUE.equals(askedAutoDelete);
      return new QueueDeclaration(name, true, false, explicit, arguments);
    }
    // neither durable nor exclusive is a kind of queue that RabbitMQ 4.3 no longer has
    return new QueueDeclaration(name, durable || !exclusive, exclusive, autoDelete, arguments);
  }

  private static boolean isReplicated(Map<String, Object> arguments) {
    @Nullable Object type = arguments.get("x-queue-type");
    return "quorum".equals(type) || "stream".equals(type);
  }

  /** Returns whether {@code durable}, or its alias {@code persistent}, asks for a durable queue. */
  static boolean durable(Headers headers, boolean otherwise) throws StompError {
    @Nullable Boolean durable = HeaderValues.flag(headers, "durable");
    if (durable == null) {
      durable = HeaderValues.flag(headers, "persistent");
    }
    return durable == null ? otherwise : durable;
  }
}

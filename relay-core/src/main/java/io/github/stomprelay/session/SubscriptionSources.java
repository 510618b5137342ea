package io.github.stomprelay.session;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.destination.SubscriptionQueueName;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Headers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a SUBSCRIBE's destination and headers mean at the broker (sections 4, 5 and 7). Pure. */
final class SubscriptionSources {
  /**
   * A place to consume from.
   *
   * @param slashes whether the client wrote the topic's key with slashes
   * @param deletable whether an UNSUBSCRIBE with {@code durable:true} deletes the queue
   */
  record Source(SubscriptionRequest request, boolean slashes, boolean deletable) {
    Source with(RetryPolicy retry) {
      return new Source(
          new SubscriptionRequest(
              request.queue(),
              request.declaration(),
              request.bindings(),
              request.prefetch(),
              request.arguments(),
              request.ownsQueue(),
              request.shareable(),
              retry),
          slashes,
          deletable);
    }
  }

  private static final int LARGEST_PREFETCH = 65_535;

  private final SessionOptions options;
  private final DestinationParser parser;

  SubscriptionSources(SessionOptions options) {
    this.options = options;
    this.parser = new DestinationParser(options.topics().slashAsDot());
  }

  Source of(String text, @Nullable String id, Headers headers, AckMode ackMode) throws StompError {
    Destination destination;
    try {
      destination = parser.parse(text);
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
    int prefetch = prefetch(headers);
    if (destination instanceof Destination.Queue queue) {
      return queue(QueueHeaders.namedQueue(queue.name(), headers), prefetch);
    }
    if (destination instanceof Destination.AmqQueue queue) {
      return existing(queue.name(), prefetch);
    }
    if (destination instanceof Destination.ReplyQueue queue) {
      return existing(queue.name(), prefetch);
    }
    if (destination instanceof Destination.Topic topic) {
      Binding binding = new Binding(options.topics().exchange(), topic.routingKey(), Map.of());
      return bound(binding, id, headers, ackMode, prefetch, topic.slashes(), true);
    }
    if (destination instanceof Destination.Exchange exchange) {
      Binding binding = new Binding(exchange.name(), exchange.routingKey(), Map.of());
      return bound(binding, id, headers, ackMode, prefetch, false, false);
    }
    throw new StompError(
        "Invalid destination",
        "'"
            + text.substring("/temp-queue".length())
            + "' is not a valid destination for 'SUBSCRIBE'\n");
  }

  private Source queue(QueueDeclaration declaration, int prefetch) {
    return source(declaration.name(), declaration, List.of(), prefetch, false, false);
  }

  private Source existing(String name, int prefetch) {
    return new Source(
        new SubscriptionRequest(name, null, List.of(), prefetch, Map.of(), false, false, null),
        false,
        false);
  }

  private Source bound(
      Binding binding,
      @Nullable String id,
      Headers headers,
      AckMode ackMode,
      int prefetch,
      boolean slashes,
      boolean topic)
      throws StompError {
    boolean durable = QueueHeaders.durable(headers, false);
    if (durable && id == null) {
      throw new StompError("Missing Header", "Header 'id' is required for durable subscriptions");
    }
    @Nullable String given = headers.get("x-queue-name");
    String name = given == null ? queueName(binding.routingKey(), durable ? id : null) : given;
    QueueDeclaration declaration = QueueHeaders.subscriptionQueue(name, headers);
    boolean own = given == null && !durable;
    boolean shareable = own && ackMode == AckMode.AUTO && !QueueHeaders.present(headers);
    return new Source(
        new SubscriptionRequest(
            name, declaration, List.of(binding), prefetch, Map.of(), own, shareable, null),
        slashes,
        topic && durable);
  }

  private String queueName(String routingKey, @Nullable String durableId) {
    if (durableId == null) {
      return SubscriptionQueueName.durable(routingKey, SessionIds.random());
    }
    return switch (options.topics().durableNames()) {
      case RABBITMQ_4_3 -> SubscriptionQueueName.durable(routingKey, durableId);
      case RABBITMQ_4_4 -> SubscriptionQueueName.durable44(routingKey, durableId);
    };
  }

  private static Source source(
      String name,
      QueueDeclaration declaration,
      List<Binding> bindings,
      int prefetch,
      boolean own,
      boolean deletable) {
    return new Source(
        new SubscriptionRequest(name, declaration, bindings, prefetch, Map.of(), own, false, null),
        false,
        deletable);
  }

  private int prefetch(Headers headers) throws StompError {
    @Nullable Long asked = QueueHeaders.number(headers, "prefetch-count");
    int normal = options.answers().prefetch();
    if (asked == null || asked == 0) {
      return normal;
    }
    if (asked < 0 || asked > LARGEST_PREFETCH) {
      throw StompError.badHeader(
          "prefetch-count", asked.toString(), "1 to 65535, 0 for the default");
    }
    return asked.intValue();
  }
}

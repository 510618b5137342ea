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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a SUBSCRIBE's destination and headers mean at the broker. Pure. */
final class SubscriptionSources {
  /**
   * A place to consume from.
   *
   * @param slashes whether the client wrote the topic's key with slashes
   * @param named whether the client named the queue behind a binding
   * @param deletable whether an UNSUBSCRIBE with {@code durable:true} deletes the queue
   */
  record Source(SubscriptionRequest request, boolean slashes, boolean named, boolean deletable) {}

  /** What of a SUBSCRIBE counts for every kind of destination. */
  private record Asked(
      String text, @Nullable String id, Headers headers, AckMode ackMode, int prefetch) {}

  /** AMQP carries names as short strings. */
  private static final int LONGEST_NAME = 255;

  private final SessionOptions options;
  private final @Nullable String owner;
  private final String queuePrefix;
  private final DestinationParser parser;

  /**
   * @param owner whose durable subscriptions nobody else may take over, or null where everybody may
   *     do everything
   * @param queuePrefix of names that are not the client's
   */
  SubscriptionSources(SessionOptions options, @Nullable String owner, String queuePrefix) {
    this.options = options;
    this.owner = owner;
    this.queuePrefix = queuePrefix;
    this.parser = new DestinationParser(options.topics().slashAsDot());
  }

  Destination parse(String text) throws StompError {
    try {
      return parser.parse(text);
    } catch (DestinationException e) {
      throw StompError.of(e);
    }
  }

  Source of(String text, @Nullable String id, Headers headers, AckMode ackMode) throws StompError {
    Destination destination = parse(text);
    int prefetch = ConsumerHeaders.prefetch(headers, options.answers().prefetch());
    Asked asked = new Asked(text, id, headers, ackMode, prefetch);
    if (destination instanceof Destination.Queue queue) {
      Map<String, Object> arguments = QueueArguments.ofSubscribe(headers);
      @Nullable QueueDeclaration declaration =
          QueueHeaders.namedQueue(queue.name(), options.queueDeclare(text), headers, arguments);
      return named(asked, queue.name(), declaration);
    }
    if (destination instanceof Destination.AmqQueue queue) {
      return named(asked, queue.name(), null);
    }
    if (destination instanceof Destination.ReplyQueue queue) {
      return named(asked, queue.name(), null);
    }
    if (destination instanceof Destination.Topic topic) {
      Binding binding = binding(options.topics().exchange(), topic.routingKey(), headers);
      return bound(asked, binding, topic.slashes(), true);
    }
    Destination.Exchange exchange = (Destination.Exchange) destination;
    return bound(asked, binding(exchange.name(), exchange.routingKey(), headers), false, false);
  }

  /** A reply queue of the session's own: gone with its subscription. */
  Source replyQueue(String queue, Headers headers) throws StompError {
    int prefetch = ConsumerHeaders.prefetch(headers, options.answers().prefetch());
    QueueDeclaration declaration = new QueueDeclaration(queue, false, true, true, Map.of());
    return new Source(
        new SubscriptionRequest(
            queue, declaration, List.of(), prefetch, Map.of(), true, false, null),
        false,
        false,
        false);
  }

  private Source named(Asked asked, String queue, @Nullable QueueDeclaration declaration)
      throws StompError {
    DirectReply.refuseAsQueue(queue);
    Map<String, Object> arguments = ConsumerHeaders.arguments(asked.headers());
    return new Source(
        new SubscriptionRequest(
            queue, declaration, List.of(), asked.prefetch(), arguments, false, false, retry(asked)),
        false,
        false,
        false);
  }

  private Source bound(Asked asked, Binding binding, boolean slashes, boolean topic)
      throws StompError {
    Headers headers = asked.headers();
    boolean durable = QueueHeaders.durable(headers, false);
    if (durable && asked.id() == null) {
      throw StompError.durableWithoutId();
    }
    @Nullable String given = givenName(headers);
    String name =
        given == null ? queuePrefix + queueName(binding, durable ? asked.id() : null) : given;
    QueueDeclaration declaration = QueueHeaders.subscriptionQueue(name, headers);
    if (options.queueDeclare(asked.text()) == QueueDeclare.AS_IT_IS) {
      declaration = declaration.asItIs();
    }
    boolean own = given == null && !durable;
    boolean shareable = own && asked.ackMode() == AckMode.AUTO && !QueueHeaders.present(headers);
    return new Source(
        new SubscriptionRequest(
            name,
            declaration,
            List.of(binding),
            asked.prefetch(),
            ConsumerHeaders.arguments(headers),
            own,
            shareable,
            shareable ? null : retry(asked)),
        slashes,
        given != null,
        topic && durable);
  }

  private static Binding binding(String exchange, String routingKey, Headers headers)
      throws StompError {
    return new Binding(exchange, routingKey, BindingHeaders.arguments(headers));
  }

  private static @Nullable String givenName(Headers headers) throws StompError {
    @Nullable String given = headers.get("x-queue-name");
    if (given != null
        && (given.isEmpty()
            || given.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
            || given.chars().anyMatch(c -> c < ' '))) {
      throw StompError.badHeader(
          "x-queue-name", given, "1 to 255 bytes without control characters");
    }
    return given;
  }

  private @Nullable RetryPolicy retry(Asked asked) {
    @Nullable DestinationClass type = options.classOf(asked.text());
    return type == null ? null : type.retry();
  }

  private String queueName(Binding binding, @Nullable String id) {
    String routingKey = binding.routingKey();
    if (id == null) {
      return SubscriptionQueueName.durable(routingKey, SessionIds.random());
    }
    // RabbitMQ's name has neither exchange nor user in it: who guesses an id reads with its owner
    String durableId = owner == null ? id : String.join("\0", owner, binding.exchange(), id);
    return switch (options.topics().durableNames()) {
      case RABBITMQ_4_3 -> SubscriptionQueueName.durable(routingKey, durableId);
      case RABBITMQ_4_4 -> SubscriptionQueueName.durable44(routingKey, durableId);
    };
  }
}

package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueType;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the relay declares with its own account before it serves: what is missing is created, what
 * exists is never changed. Argument values are as in {@link
 * io.github.stomprelay.broker.MessageProperties}.
 */
public record Topology(
    List<Exchange> exchanges, List<QueueDeclaration> queues, List<QueueBinding> bindings) {

  public static final Topology NONE = new Topology(List.of(), List.of(), List.of());

  public Topology {
    exchanges = List.copyOf(exchanges);
    queues = List.copyOf(queues);
    bindings = List.copyOf(bindings);
  }

  /**
   * An exchange.declare.
   *
   * @param type direct, fanout, topic, headers or a plugin's
   * @param declare false: it is there already, and the relay is told its type only
   */
  public record Exchange(
      String name,
      String type,
      boolean declare,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      Map<String, Object> arguments) {}

  /** A queue.bind. */
  public record QueueBinding(
      String queue, String exchange, String routingKey, Map<String, Object> arguments) {}

  public static final SettingGroup EXCHANGES =
      SettingGroup.named(
          "Exchanges, declared at start if missing: exchange.<name>.…",
          "exchange",
          """
          exchange.chat.exchange.type=topic
          exchange.chat.exchange.arguments.alternate-exchange=lost
          exchange.orders.type=topic
          exchange.orders.declare=false
          """);
  private static final ValueType<String> EXCHANGE_TYPE =
      ValueTypes.matching(
          "topic|direct|fanout|headers|x-[a-z0-9-]+",
          "one of topic, direct, fanout, headers, or the x-… type of a plugin",
          "direct");
  private static final Setting<String> TYPE =
      EXCHANGES.add("type", EXCHANGE_TYPE, "topic", "Type of the exchange.");
  private static final Setting<Boolean> DECLARE =
      EXCHANGES.flag("declare", true, "false: it exists already, the relay only learns its type.");
  private static final Setting<Boolean> DURABLE =
      EXCHANGES.flag("durable", true, "Survives a restart of the broker.");
  private static final Setting<Boolean> AUTO_DELETE =
      EXCHANGES.flag("auto-delete", false, "Deleted with its last binding.");
  private static final Setting<Boolean> INTERNAL =
      EXCHANGES.flag("internal", false, "Takes messages from other exchanges only.");
  private static final Setting<Object> ARGUMENT =
      EXCHANGES.add(
          "arguments.<argument>",
          ValueTypes.ARGUMENT,
          "",
          "An argument, such as alternate-exchange.");

  public static final SettingGroup QUEUES =
      SettingGroup.named(
          "Queues, declared at start if missing: queue.<name>.…",
          "queue",
          """
          queue.chat.queue.durable=true
          queue.chat.queue.arguments.x-max-length=100000
          queue.chat.queue.arguments.x-overflow=drop-head
          """);
  private static final Setting<Boolean> QUEUE_DURABLE =
      QUEUES.flag("durable", true, "Survives a restart of the broker.");
  private static final Setting<Boolean> QUEUE_AUTO_DELETE =
      QUEUES.flag("auto-delete", false, "Deleted with its last consumer.");
  private static final Setting<Boolean> QUEUE_EXCLUSIVE =
      QUEUES.flag("exclusive", false, "For the relay alone, gone with its link.");
  private static final Setting<Object> QUEUE_ARGUMENT =
      QUEUES.add(
          "arguments.<argument>",
          ValueTypes.ARGUMENT,
          "",
          "An argument, such as x-max-length, x-message-ttl or x-queue-type.");

  public static final SettingGroup BINDINGS =
      SettingGroup.named(
          "Bindings, declared at start: binding.<name>.…",
          "binding",
          """
          binding.chat.exchange=chat.exchange
          binding.chat.queue=chat.queue
          binding.chat.routing-key=room.*
          """);
  private static final Setting<String> BINDING_EXCHANGE =
      BINDINGS.text("exchange", "", "Exchange to bind to.");
  private static final Setting<String> BINDING_QUEUE = BINDINGS.text("queue", "", "Queue to bind.");
  private static final Setting<String> ROUTING_KEY =
      BINDINGS.text("routing-key", "", "Routing key or pattern.");
  private static final Setting<Object> BINDING_ARGUMENT =
      BINDINGS.add(
          "arguments.<argument>", ValueTypes.ARGUMENT, "", "An argument, such as x-match.");

  /** Returns what is configured. */
  public static Topology from(Values values) {
    return new Topology(
        values.names(EXCHANGES).stream().map(name -> exchange(values, name)).toList(),
        values.names(QUEUES).stream().map(name -> queue(values, name)).toList(),
        values.names(BINDINGS).stream().map(name -> binding(values, name)).toList());
  }

  /** This one, and an exchange more. */
  public Topology with(Exchange exchange) {
    List<Exchange> all = new ArrayList<>(exchanges);
    all.add(exchange);
    return new Topology(all, queues, bindings);
  }

  private static Exchange exchange(Values values, String name) {
    Exchange exchange =
        new Exchange(
            name,
            values.get(TYPE.of(name)),
            values.get(DECLARE.of(name)),
            values.get(DURABLE.of(name)),
            values.get(AUTO_DELETE.of(name)),
            values.get(INTERNAL.of(name)),
            values.open(ARGUMENT.of(name)));
    if (exchange.declare && name.startsWith("amq.")) {
      values.error(
          DECLARE.of(name),
          "amq.* exchanges are the broker's own",
          "remove the exchange." + name + ".* lines");
    }
    return exchange;
  }

  private static QueueDeclaration queue(Values values, String name) {
    return new QueueDeclaration(
        name,
        values.get(QUEUE_DURABLE.of(name)),
        values.get(QUEUE_EXCLUSIVE.of(name)),
        values.get(QUEUE_AUTO_DELETE.of(name)),
        values.open(QUEUE_ARGUMENT.of(name)));
  }

  private static QueueBinding binding(Values values, String name) {
    for (Setting<String> needed : List.of(BINDING_EXCHANGE.of(name), BINDING_QUEUE.of(name))) {
      if (values.get(needed).isEmpty()) {
        values.error(needed, "is missing", "the binding " + name + " needs it");
      }
    }
    return new QueueBinding(
        values.get(BINDING_QUEUE.of(name)),
        values.get(BINDING_EXCHANGE.of(name)),
        values.get(ROUTING_KEY.of(name)),
        values.open(BINDING_ARGUMENT.of(name)));
  }
}

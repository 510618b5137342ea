package io.github.stomprelay.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An exchange and its bindings. */
final class Exchange {

  private final String name;
  private final ExchangeType type;
  private final boolean durable;
  private final boolean autoDelete;
  private final boolean internal;
  private final Map<String, Object> arguments;
  private final Map<String, SameKey> bindings = new LinkedHashMap<>();
  private int bindingCount;

  /** The bindings of one key; the key is matched once for all of them. */
  private record SameKey(TopicPattern pattern, Set<Binding> bindings) {}

  Exchange(
      String name,
      ExchangeType type,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      Map<String, Object> arguments) {
    this.name = name;
    this.type = type;
    this.durable = durable;
    this.autoDelete = autoDelete;
    this.internal = internal;
    this.arguments = arguments;
  }

  String name() {
    return name;
  }

  ExchangeType type() {
    return type;
  }

  boolean durable() {
    return durable;
  }

  boolean autoDelete() {
    return autoDelete;
  }

  boolean internal() {
    return internal;
  }

  Map<String, Object> arguments() {
    return arguments;
  }

  /** As RabbitMQ names it in its error texts. */
  String description() {
    return "exchange '" + name + "' in vhost '/'";
  }

  int bindingCount() {
    return bindingCount;
  }

  /** False: it was there already. */
  boolean add(Binding binding) {
    boolean added =
        bindings
            .computeIfAbsent(
                binding.key(), key -> new SameKey(new TopicPattern(key), new LinkedHashSet<>()))
            .bindings()
            .add(binding);
    bindingCount += added ? 1 : 0;
    return added;
  }

  /** False: it was not there. */
  boolean remove(Binding binding) {
    SameKey same = bindings.get(binding.key());
    if (same == null || !same.bindings().remove(binding)) {
      return false;
    }
    if (same.bindings().isEmpty()) {
      bindings.remove(binding.key());
    }
    bindingCount--;
    return true;
  }

  List<Binding> bindings() {
    return bindings.values().stream().flatMap(same -> same.bindings().stream()).toList();
  }

  /** The queues that the message goes to, each once. */
  Set<MessageQueue> route(StoredMessage message) {
    Set<MessageQueue> queues = new LinkedHashSet<>();
    for (SameKey same : matching(message.routingKey())) {
      for (Binding binding : same.bindings()) {
        if (type != ExchangeType.HEADERS
            || HeadersMatch.matches(binding.arguments(), message.headers())) {
          queues.add(binding.queue());
        }
      }
    }
    return queues;
  }

  private Collection<SameKey> matching(String routingKey) {
    return switch (type) {
      case FANOUT, HEADERS -> bindings.values();
      case DIRECT -> {
        SameKey same = bindings.get(routingKey);
        yield same == null ? List.of() : List.of(same);
      }
      case TOPIC -> {
        List<String> words = TopicPattern.split(routingKey);
        List<SameKey> matching = new ArrayList<>();
        for (SameKey same : bindings.values()) {
          if (same.pattern().matches(words)) {
            matching.add(same);
          }
        }
        yield matching;
      }
    };
  }
}

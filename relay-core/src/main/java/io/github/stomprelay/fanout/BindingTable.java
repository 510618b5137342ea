package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bindings of one shared queue, and by which of them a message came: the broker's own matching,
 * repeated. A delivery carries the key it was published with and, from publishers that use it, the
 * CC header with further keys; only the keys of BCC are gone. Confined to the queue's home loop.
 */
final class BindingTable {
  /** The header with further routing keys; the broker spells it so. */
  private static final String CC = "CC";

  private final Routing routing;
  private final Map<String, SharedBinding> byKey = new HashMap<>();
  private final TopicTrie<SharedBinding> wildcards = new TopicTrie<>();
  private long match;

  BindingTable(Routing routing) {
    this.routing = routing;
  }

  @Nullable SharedBinding get(String routingKey) {
    return byKey.get(routingKey);
  }

  Collection<SharedBinding> all() {
    return byKey.values();
  }

  SharedBinding add(SharedQueue queue, String routingKey) {
    boolean pattern = routing == Routing.TOPIC && TopicTrie.hasWildcards(routingKey);
    SharedBinding binding = new SharedBinding(queue, routingKey, pattern);
    byKey.put(routingKey, binding);
    if (pattern) {
      wildcards.put(routingKey, binding);
    }
    return binding;
  }

  void remove(SharedBinding binding) {
    byKey.remove(binding.routingKey());
    if (binding.wildcards()) {
      wildcards.remove(binding.routingKey());
    }
  }

  /** Adds each binding that the message came by to {@code found}, once. */
  void match(Message message, List<SharedBinding> found) {
    if (routing == Routing.ALL) {
      found.addAll(byKey.values());
      return;
    }
    match++;
    matchKey(message.routingKey(), found);
    if (message.properties().headers().get(CC) instanceof List<?> keys) {
      for (Object key : keys) {
        if (key instanceof String text) {
          matchKey(text, found);
        }
      }
    }
  }

  private void matchKey(String key, List<SharedBinding> found) {
    SharedBinding exact = byKey.get(key);
    if (exact != null && !exact.wildcards()) {
      add(exact, found);
    }
    if (!wildcards.isEmpty()) {
      wildcards.match(key, binding -> add(binding, found));
    }
  }

  private void add(SharedBinding binding, List<SharedBinding> found) {
    if (binding.found != match) {
      binding.found = match;
      found.add(binding);
    }
  }
}

package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queues that were declared for a session's publications, each once; bounded, the one used
 * longest ago is declared again. Declared on the consume link: a queue exclusive to it can be
 * consumed there. Confined to its loop.
 */
final class DeclaredQueues {
  private static final int LIMIT = 1024;

  private final Supplier<SetUpChannel> channel;
  private final Set<String> exclusive = new LinkedHashSet<>();
  private final Map<String, Boolean> names =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > LIMIT;
        }
      };

  DeclaredQueues(Supplier<SetUpChannel> channel) {
    this.channel = channel;
  }

  boolean contains(QueueDeclaration declaration) {
    return names.get(declaration.name()) != null;
  }

  void forget(QueueDeclaration declaration) {
    names.remove(declaration.name());
  }

  /** The link is gone, and with it perhaps the queues. */
  void forgetAll() {
    names.clear();
    exclusive.clear();
  }

  /**
   * A queue was declared for the session. One that is exclusive would live as long as the link,
   * which others share: it ends with the session.
   */
  void note(QueueDeclaration declaration) {
    if (declaration.exclusive() && exclusive.size() < LIMIT) {
      exclusive.add(declaration.name());
    }
  }

  /** The session ends, and its exclusive queues with it. */
  void deleteExclusive() {
    for (String name : exclusive) {
      channel.get().run(Methods.delete(name), ok -> {}, error -> {});
    }
    exclusive.clear();
  }

  /**
   * @param done told null when it is declared
   */
  void declare(QueueDeclaration declaration, Consumer<@Nullable BrokerError> done) {
    channel
        .get()
        .run(
            Methods.declare(declaration),
            ok -> {
              names.put(declaration.name(), true);
              note(declaration);
              done.accept(null);
            },
            done);
  }
}

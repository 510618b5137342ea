package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.LinkedHashMap;
import java.util.Map;
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
              done.accept(null);
            },
            done);
  }
}

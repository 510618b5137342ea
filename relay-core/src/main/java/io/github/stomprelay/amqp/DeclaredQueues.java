package io.github.stomprelay.amqp;

import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queues that a session has declared by name, each once (bounded, the one used longest ago is
 * declared again), and among them the exclusive ones, which end with it. Declared on the session's
 * consume link: a queue exclusive to it can be consumed there.
 */
final class DeclaredQueues {
  private static final int LIMIT = 1024;

  private final Supplier<ConsumeLink> link;
  private final Set<String> exclusive = new LinkedHashSet<>();
  private final Map<String, Boolean> names =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > LIMIT;
        }
      };
  private boolean closed;

  /**
   * @param link the session's, the same for its whole life
   */
  DeclaredQueues(Supplier<ConsumeLink> link) {
    this.link = link;
  }

  /** Returns whether the session has declared it: it need not do so again for a publication. */
  boolean contains(String queue) {
    return names.get(queue) != null;
  }

  void remember(String queue) {
    names.put(queue, true);
  }

  void forget(String queue) {
    names.remove(queue);
  }

  /** The link is gone, and with it perhaps the queues. */
  void forgetAll() {
    names.clear();
    exclusive.clear();
  }

  /**
   * {@link ExclusiveQueues#reserve}, when nothing is about to take the queue away any more, and not
   * more exclusive ones than a session may have.
   */
  void reserve(String queue, boolean asExclusive, Consumer<@Nullable BrokerError> then) {
    if (asExclusive && exclusive.size() >= LIMIT && !exclusive.contains(queue)) {
      then.accept(
          BrokerError.local(
              "too_many_queues",
              "a session has at most "
                  + LIMIT
                  + " exclusive queues: use fewer names, or declare them with durable:true"));
    } else {
      endings().whenOver(queue, () -> exclusives().reserve(queue, asExclusive, this, then));
    }
  }

  /**
   * The broker has declared an exclusive one for this session.
   *
   * @param untilEnd whether it lives as long as the session. To the broker it would live as long as
   *     the link, which others share
   * @return null, or why the session may not have it
   */
  @Nullable BrokerError declared(String queue, boolean untilEnd) {
    @Nullable BrokerError refused = exclusives().declared(queue, this);
    if (refused == null && untilEnd) {
      exclusive.add(queue);
      if (closed) {
        deleteExclusive();
      }
    }
    return refused;
  }

  /** The broker has refused to declare it. */
  void notDeclared(String queue) {
    exclusives().notDeclared(queue, this);
  }

  /**
   * Deletes one, unless it is another session's by now.
   *
   * @param done told why it may still be there, or null
   */
  void delete(String queue, Consumer<@Nullable BrokerError> done) {
    delete(queue, Methods.delete(queue), done);
  }

  /** Deletes one that this session has just declared, unless somebody uses it by now. */
  void deleteUnused(String queue, Consumer<@Nullable BrokerError> done) {
    delete(queue, Methods.deleteUnused(queue), done);
  }

  private void delete(String queue, Method method, Consumer<@Nullable BrokerError> done) {
    exclusives()
        .reserve(
            queue,
            false,
            this,
            refused -> {
              if (refused == null) {
                deletePermitted(queue, method, done);
              } else {
                done.accept(null);
              }
            });
  }

  private void deletePermitted(String queue, Method method, Consumer<@Nullable BrokerError> done) {
    link.get()
        .setUp()
        .run(
            method,
            ok -> {
              names.remove(queue);
              exclusive.remove(queue);
              exclusives().gone(queue, this);
              done.accept(null);
            },
            done);
  }

  /** The session ends, and its exclusive queues with it. */
  void close() {
    closed = true;
    deleteExclusive();
  }

  private void deleteExclusive() {
    for (String queue : List.copyOf(exclusive)) {
      if (exclusives().isOf(queue, this)) {
        delete(queue, error -> {});
      }
    }
    exclusive.clear();
  }

  /**
   * Declares one for a publication.
   *
   * @param done told null when it is declared
   */
  void declare(QueueDeclaration declaration, Consumer<@Nullable BrokerError> done) {
    reserve(
        declaration.name(),
        declaration.exclusive(),
        refused -> {
          if (refused == null) {
            declareEntered(declaration, done);
          } else {
            done.accept(refused);
          }
        });
  }

  private void declareEntered(QueueDeclaration declaration, Consumer<@Nullable BrokerError> done) {
    link.get()
        .setUp()
        .run(
            Methods.declare(declaration),
            ok -> {
              @Nullable BrokerError refused =
                  declaration.exclusive() ? declared(declaration.name(), true) : null;
              if (refused == null) {
                remember(declaration.name());
              }
              done.accept(refused);
            },
            error -> {
              notDeclared(declaration.name());
              boolean content = BrokerErrors.isContent(declaration, error);
              if (content) {
                remember(declaration.name());
              }
              done.accept(content ? null : error);
            });
  }

  /** The queues of the session's link that are about to go. */
  EndingQueues endings() {
    return link.get().endings();
  }

  private ExclusiveQueues exclusives() {
    return link.get().exclusives();
  }
}

package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.task.InternalErrors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a delivery when the session or the channel fails. */
class DeliveryHandlerTest {
  private static final BrokerAccount KIM = new BrokerAccount("/", "kim", "secret");

  /** As thrown when direct memory is exhausted. */
  private static final class NoMemory extends Error {
    private static final long serialVersionUID = 1;
  }

  private final TestLoop clock = new TestLoop();
  private final ScriptedBroker broker = new ScriptedBroker();
  private final AccountLinks links =
      new AccountLinks(
          TestParts.with(
              AmqpOptions.of(List.of(new AmqpOptions.Address("scripted", 1)), AmqpFixture.GUEST),
              broker),
          clock.loop,
          KIM,
          () -> {});
  private final BrokerSession session = links.open(new TestParts.NoEvents());
  private final Listener listener = new Listener();

  /** A session that acknowledges what it gets, unless it fails first. */
  private static final class Listener implements SubscriptionListener {
    final List<String> got = new ArrayList<>();
    @Nullable Throwable failure;

    @Override
    public void onSubscribed() {
      got.add("subscribed");
    }

    @Override
    public void onDelivery(Delivery delivery) {
      if (failure instanceof Error error) {
        throw error;
      } else if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      got.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
      delivery.ack();
    }

    @Override
    public void onRefused(BrokerError error) {
      got.add("refused: " + error.text());
    }

    @Override
    public void onCancelled(BrokerError error) {
      got.add("cancelled: " + error.text());
    }
  }

  private void subscribe(@Nullable RetryPolicy retry) {
    broker.queue("q", false, 0);
    session.subscribe(
        new SubscriptionRequest("q", null, List.of(), 10, Map.of(), false, false, retry), listener);
    broker.answerAll(clock);
  }

  /** The broker delivers, and what is to be merged is sent. */
  private void deliver(String body, boolean redelivered) {
    broker.deliver("q", body, redelivered);
    clock.advance(1_000);
  }

  private static long failures() {
    return InternalErrors.counts().getOrDefault("amqp.deliver", 0L);
  }

  @ParameterizedTest
  @CsvSource({"false, requeue", "true, reject"})
  void aMistakeOfOursRequeuesAMessageOnceAndThenDeadLettersIt(boolean redelivered, String settled) {
    subscribe(null);
    for (Throwable failure : List.of(new IllegalStateException("on purpose"), new NoMemory())) {
      long before = failures();
      broker.settled().clear();
      listener.failure = failure;
      deliver("one", redelivered);
      assertEquals(List.of(settled), broker.settled(), failure.toString());
      assertEquals(1, failures() - before);
    }
    listener.failure = null;
    broker.settled().clear();
    deliver("two", false);
    assertEquals(List.of("ack"), broker.settled(), "the subscription goes on");
    assertEquals(List.of("subscribed", "two"), listener.got);
  }

  @ParameterizedTest
  @CsvSource({"ack", "requeue"})
  void aConsumerWhoseChannelCannotSettleIsSetUpAgain(String settling) {
    subscribe(null);
    broker.settlingFails(true);
    listener.failure = settling.equals("ack") ? null : new IllegalStateException("on purpose");
    deliver("one", false);
    broker.settlingFails(false);
    listener.failure = null;
    broker.answerAll(clock);
    deliver("one", true);
    deliver("two", false);
    assertEquals(List.of("ack", "ack"), broker.settled());
    assertEquals("two", listener.got.get(listener.got.size() - 1));
    assertEquals("subscribed", listener.got.get(0));
    assertEquals(1, listener.got.stream().filter("subscribed"::equals).count(), "told once only");
  }
}

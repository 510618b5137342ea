package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BindingListener;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bindings that a subscription's queue gets while it is consumed. */
class AddedBindingsTest {
  private final TestLoop clock = new TestLoop();
  private final ScriptedBroker broker = new ScriptedBroker();
  private final List<String> told = new ArrayList<>();
  private Subscription subscription;

  @BeforeEach
  void subscribe() {
    AmqpContext context =
        TestParts.with(
            AmqpOptions.of(List.of(new AmqpOptions.Address("scripted", 1)), AmqpFixture.GUEST),
            broker);
    AccountLinks set =
        new AccountLinks(context, clock.loop, new BrokerAccount("/", "kim", "x"), () -> {});
    BrokerSession session = set.open(new TestParts.NoEvents());
    QueueDeclaration queue = new QueueDeclaration("q", false, false, true, Map.of());
    subscription =
        session.subscribe(
            new SubscriptionRequest(
                "q", queue, List.of(key("first")), 10, Map.of(), true, false, null),
            new SubscriptionListener() {
              @Override
              public void onSubscribed() {
                told.add("subscribed");
              }

              @Override
              public void onDelivery(Delivery delivery) {}

              @Override
              public void onRefused(BrokerError error) {
                told.add("refused");
              }

              @Override
              public void onCancelled(BrokerError error) {
                told.add("cancelled");
              }
            });
    broker.answerAll(clock);
    assertEquals(List.of("subscribed"), told);
    told.clear();
  }

  private static Binding key(String key) {
    return new Binding("amq.topic", key, Map.of());
  }

  /** Notes what it is told, and then fails, if it is to. */
  private final class Listener implements BindingListener {
    private final String key;
    private final boolean fails;

    Listener(String key, boolean fails) {
      this.key = key;
      this.fails = fails;
    }

    @Override
    public void onBound() {
      tell("bound");
    }

    @Override
    public void onRefused(BrokerError error) {
      tell("refused");
    }

    private void tell(String what) {
      told.add(key + " " + what);
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bound", "refused"})
  void aListenerThatFailsKeepsNobodyFromHisBinding(String outcome) {
    if (outcome.equals("refused")) {
      broker.delete("q");
    }
    subscription.bind(key("a"), new Listener("a", true));
    subscription.bind(key("b"), new Listener("b", true));
    subscription.bind(key("c"), new Listener("c", false));
    broker.answerAll(clock);
    if (outcome.equals("bound")) {
      subscription.bind(key("d"), new Listener("d", false));
      broker.answerAll(clock);
      assertEquals(List.of("a bound", "b bound", "c bound", "d bound"), told);
    } else {
      assertEquals(List.of("a refused", "b refused", "c refused"), told);
    }
  }

  @Test
  void whatTheLinkLostIsBoundAgainBeforeAnythingNew() {
    subscription.bind(key("a"), new Listener("a", false));
    broker.loseLinks();
    clock.advance(5_000);
    broker.answerAll(clock);
    assertEquals(List.of("a bound"), told);
  }
}

package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an account's links come and go; the broker is away. */
class AccountLinksTest {
  private static final BrokerAccount KIM = new BrokerAccount("/", "kim", "secret");

  private final TestLoop clock = new TestLoop();
  private final TestWorkers workers = new TestWorkers();
  private final AmqpContext context = TestParts.with(workers);
  private final long linger = context.options().links().linger().toMillis();
  private final List<String> removed = new ArrayList<>();
  private final AccountLinks set =
      new AccountLinks(context, clock.loop, KIM, () -> removed.add("removed"));

  private BrokerSession open() {
    return set.open(new TestParts.NoEvents());
  }

  /** The attempts to connect that wait for a worker fail. */
  private void connectFails() {
    workers.run();
    clock.run();
  }

  @Test
  void linksLingerAfterTheLastSessionNotAfterAnEarlierOne() {
    open().close();
    clock.advance(linger - 1);
    open().close();
    clock.advance(linger - 1);
    assertEquals(List.of(), removed);
    clock.advance(1);
    assertEquals(List.of("removed"), removed);
  }

  @Test
  void linksStayWhileThereIsASession() {
    open().close();
    BrokerSession second = open();
    clock.advance(10 * linger);
    assertEquals(List.of(), removed);
    second.close();
    clock.advance(linger);
    assertEquals(List.of("removed"), removed);
  }

  @Test
  void aPasswordThatNobodyCouldCheckTakesNoPlace() {
    List<String> told = new ArrayList<>();
    set.verify(
        new Broker.VerifyListener() {
          @Override
          public void onAccepted() {
            told.add("accepted");
          }

          @Override
          public void onRefused(BrokerError error) {
            told.add(error.name());
          }
        });
    connectFails();
    assertEquals(List.of("unreachable"), told);
    assertEquals(List.of("removed"), removed);
  }

  @Test
  void anAccountInUseStaysWhenAnotherLoginCannotBeChecked() {
    BrokerSession session = open();
    set.verify(
        new Broker.VerifyListener() {
          @Override
          public void onAccepted() {}

          @Override
          public void onRefused(BrokerError error) {}
        });
    connectFails();
    assertEquals(List.of(), removed);
    session.close();
    clock.advance(linger);
    assertEquals(List.of("removed"), removed);
  }

  @Test
  void anAccountThatIsGivenUpAnswersWhatIsAtTheBroker() {
    AmqpOptions.Publishing patient = AmqpOptions.from(Values.defaults()).publishing();
    AmqpOptions usual = context.options();
    AmqpOptions options =
        new AmqpOptions(
            usual.addresses(),
            usual.account(),
            false,
            usual.links(),
            new AmqpOptions.Publishing(
                patient.windowMessages(),
                patient.windowBytes(),
                patient.outageBytes(),
                Duration.ofSeconds(1),
                patient.confirmTimeout(),
                patient.maxMessageSize(),
                patient.gather()),
            usual.consuming());
    ScriptedBroker broker = new ScriptedBroker();
    AccountLinks refused =
        new AccountLinks(
            TestParts.with(options, broker), clock.loop, KIM, () -> removed.add("removed"));
    List<String> told = new ArrayList<>();
    refused
        .open(new TestParts.NoEvents())
        .publish(
            TestSession.publication("amq.topic", "key", "never confirmed"),
            new PublishListener() {
              @Override
              public void onConfirmed() {
                told.add("confirmed");
              }

              @Override
              public void onRefused(BrokerError error) {
                told.add(error.name());
              }
            });
    broker.answerAll(clock);
    BrokerError no = BrokerError.of(BrokerError.ACCESS_REFUSED, "ACCESS_REFUSED - on purpose");
    refused.connectFailed(no);
    clock.advance(1_000);
    assertEquals(List.of(no.name()), told);
    assertEquals(List.of("removed"), removed);
    assertTrue(refused.isIdle());
  }
}

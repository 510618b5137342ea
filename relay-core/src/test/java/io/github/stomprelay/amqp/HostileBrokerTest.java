package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.AmqpStatus.LinkState;
import io.github.stomprelay.amqp.HostileBroker.Arguments;
import io.github.stomprelay.amqp.HostileBroker.Attack;
import io.github.stomprelay.amqp.HostileBroker.Step;
import io.github.stomprelay.amqp.HostileBroker.Wire;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.load.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a broker may do that is none, or has been taken over (security.md T37): whatever it sends
 * costs its link and little memory, no loop waits for it, and the relay connects again.
 */
class HostileBrokerTest {
  private static final int METHOD = 1;
  private static final int HEADER = 2;
  private static final int BODY = 3;
  private static final int HEARTBEAT = 8;

  private static final int FLOOD = 64 << 20;
  private static final int LITTLE = 32 << 20;
  private static final byte[] CHUNK = new byte[64 << 10];

  /** What there is more than before. */
  private final AtomicLong kept = new AtomicLong();

  private static ArgumentSet attack(Step step, String what, Attack attack) {
    return org.junit.jupiter.params.provider.Arguments.argumentSet(step + " " + what, step, attack);
  }

  /** The relay has to end the link by itself. */
  private static ArgumentSet refused(Step step, String what, Attack attack) {
    return attack(
        step,
        what,
        wire -> {
          attack.play(wire);
          wire.awaitEnd();
        });
  }

  static Stream<ArgumentSet> attacks() {
    return Stream.of(
            Stream.of(Step.values()).map(step -> attack(step, "closed", wire -> {})),
            Stream.of(Step.values()).flatMap(HostileBrokerTest::brokenFrames),
            handshakes(),
            channels(),
            consumers())
        .flatMap(each -> each);
  }

  private static Stream<ArgumentSet> brokenFrames(Step step) {
    return Stream.of(
        refused(step, "a frame of two gigabytes", wire -> flood(wire, METHOD, 0x7fff_fff0)),
        refused(step, "a frame of a negative size", wire -> wire.beginFrame(METHOD, 0, -1)),
        refused(step, "a wrong end of frame", HostileBrokerTest::wrongEnd),
        refused(step, "an unknown type of frame", wire -> wire.frame(99, 0, new byte[4])),
        refused(step, "an unknown method", wire -> wire.method(0, 999, 999, new Arguments())),
        refused(step, "a method cut short", wire -> wire.frame(METHOD, 0, new byte[] {0, 10})),
        refused(step, "half a frame", HostileBrokerTest::half),
        refused(step, "noise", wire -> wire.raw(noise())));
  }

  private static void wrongEnd(Wire wire) throws IOException {
    wire.beginFrame(METHOD, 0, 4);
    wire.raw(new byte[] {0, 10, 0, 10, 'x'});
  }

  /** The silence behind it is ended by heart-beats, or by the time for connecting. */
  private static void half(Wire wire) throws IOException {
    wire.beginFrame(METHOD, 0, 1000);
    wire.raw(new byte[500]);
  }

  private static byte[] noise() {
    byte[] noise = new byte[64 << 10];
    new Random(37).nextBytes(noise);
    return noise;
  }

  private static Arguments start() {
    return new Arguments().octet(0).octet(9);
  }

  private static Stream<ArgumentSet> handshakes() {
    Step step = Step.HEADER;
    return Stream.of(
        refused(
            step,
            "another protocol",
            wire ->
                wire.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))),
        refused(
            step, "another version", wire -> wire.raw(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0})),
        refused(
            step,
            "tables in tables",
            wire -> wire.method(0, 10, 10, start().nestedTables(1000).text("PLAIN").text("en_US"))),
        refused(
            step,
            "a table of two gigabytes",
            wire -> wire.method(0, 10, 10, start().number(Integer.MAX_VALUE))),
        refused(
            step,
            "a text of four gigabytes",
            wire -> wire.method(0, 10, 10, start().table().number(-1))),
        refused(
            step,
            "a text of two gigabytes",
            wire -> wire.method(0, 10, 10, start().table().number(Integer.MAX_VALUE))),
        attack(
            step,
            "no mechanism",
            wire -> wire.method(0, 10, 10, start().table().text("").text(""))),
        attack(Step.START, "frames of a byte", wire -> wire.tune(1)),
        refused(
            Step.TUNE,
            "an end that says a reason of its own",
            wire ->
                wire.method(
                    0,
                    10,
                    50,
                    new Arguments().shortNumber(541).shortText("a\r\nforged").number(0))));
  }

  private static Stream<ArgumentSet> channels() {
    Step step = Step.CHANNEL;
    return Stream.of(
        attack(step, "a delivery without consumer", wire -> deliver(wire, "nobody", 4, 4)),
        attack(
            step,
            "a method of a channel that is not open",
            wire -> wire.method(999, 60, 80, new Arguments().longNumber(1).octet(0))),
        refused(step, "a body without a message", wire -> wire.frame(BODY, wire.channel(), CHUNK)),
        refused(
            step,
            "a header without a message",
            wire -> wire.frame(HEADER, wire.channel(), header(4).bytes())),
        attack(
            step,
            "confirms of what was never published",
            wire -> {
              for (long tag = 1; tag < 100_000; tag *= 3) {
                wire.method(wire.channel(), 60, 80, new Arguments().longNumber(tag).octet(1));
                wire.method(wire.channel(), 60, 120, new Arguments().longNumber(-tag).octet(3));
              }
            }),
        attack(
            step,
            "a hundred thousand heart-beats",
            wire -> {
              for (int i = 0; i < 100_000; i++) {
                wire.frame(HEARTBEAT, 0, new byte[0]);
              }
            }));
  }

  private static Stream<ArgumentSet> consumers() {
    Step step = Step.CONSUME;
    return Stream.of(
        attack(
            step,
            "a body that is longer than announced",
            wire -> deliver(wire, wire.consumerTag(), 4, 100)),
        attack(
            step,
            "a body that is shorter than announced",
            wire -> {
              deliver(wire, wire.consumerTag(), 100, 4);
              deliver(wire, wire.consumerTag(), 4, 4);
            }),
        attack(step, "another consumer's tag", wire -> deliver(wire, "nobody", 4, 4)),
        attack(
            step,
            "a body as large as can be",
            wire -> {
              deliver(wire, wire.consumerTag(), Long.MAX_VALUE, 0);
              bodies(wire);
            }),
        attack(
            step,
            "a body of a negative size",
            wire -> deliver(wire, wire.consumerTag(), Long.MIN_VALUE, 4)),
        refused(
            step,
            "a header cut short",
            wire -> {
              delivery(wire, wire.consumerTag());
              wire.frame(HEADER, wire.channel(), new byte[] {0, 60, 0, 0, 0, 0});
            }),
        refused(
            step,
            "a header of tables in tables",
            wire -> {
              delivery(wire, wire.consumerTag());
              // the flag of the property 'headers'
              Arguments header =
                  new Arguments().id(60, 0).longNumber(0).shortNumber(1 << 13).nestedTables(18_000);
              wire.frame(HEADER, wire.channel(), header.bytes());
            }),
        refused(
            step,
            "a delivery cut short",
            wire ->
                wire.frame(METHOD, wire.channel(), new Arguments().id(60, 60).octet(9).bytes())),
        refused(
            step,
            "a delivery within a delivery",
            wire -> {
              delivery(wire, wire.consumerTag());
              delivery(wire, wire.consumerTag());
            }));
  }

  private static void delivery(Wire wire, String consumer) throws IOException {
    wire.method(
        wire.channel(),
        60,
        60,
        new Arguments().shortText(consumer).longNumber(1).octet(0).shortText("").shortText("q"));
  }

  private static Arguments header(long bodyBytes) {
    return new Arguments().id(60, 0).longNumber(bodyBytes).shortNumber(0);
  }

  private static void deliver(Wire wire, String consumer, long announced, int sent)
      throws IOException {
    delivery(wire, consumer);
    wire.frame(HEADER, wire.channel(), header(announced).bytes());
    wire.frame(BODY, wire.channel(), new byte[sent]);
  }

  /** One frame that does not end; what fits into the sockets' buffers is not taken yet. */
  private static void flood(Wire wire, int type, int size) throws IOException {
    wire.beginFrame(type, 0, size);
    for (int sent = 0; sent < LITTLE; sent += CHUNK.length) {
      wire.raw(CHUNK);
    }
    throw new AssertionError(LITTLE + " bytes of a frame of " + size + " were taken");
  }

  private static void bodies(Wire wire) throws IOException {
    for (int sent = 0; sent < FLOOD; sent += CHUNK.length) {
      wire.frame(BODY, wire.channel(), CHUNK);
    }
  }

  /** What is returned was published by this relay, within its limit. */
  @Test
  void aReturnedMessageBeyondMeasureIsNotKept() throws Exception {
    costsALinkAndNoMore(
        Step.CHANNEL,
        wire -> {
          wire.method(
              wire.channel(),
              60,
              50,
              new Arguments().shortNumber(312).shortText("x").shortText("").shortText("x"));
          wire.frame(HEADER, wire.channel(), header(256 << 20).bytes());
          bodies(wire);
        });
  }

  @Test
  void framesOfABrokerWithoutLimitAreNotKept() throws Exception {
    costsALinkAndNoMore(
        Step.START,
        wire -> {
          wire.tune(0);
          wire.awaitAnswer();
          flood(wire, METHOD, 256 << 20);
        });
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void costsALinkAndNoMore(Step step, Attack attack) throws Exception {
    Memory before = Memory.now();
    try (EmbeddedBroker good = EmbeddedBroker.start(0, BrokerOptions.of("guest", "guest"));
        HostileBroker hostile =
            new HostileBroker(
                good.port(),
                step,
                wire -> {
                  try {
                    attack.play(wire);
                  } finally {
                    Memory now = Memory.now();
                    kept.set(now.heap() + now.direct() - before.heap() - before.direct());
                  }
                });
        AmqpFixture relay = new AmqpFixture(hostile.port(), AmqpFixture.brisk(hostile.port()))) {
      var unused = relay.broker.start(Topology.NONE);
      TestSession session = relay.session();
      session.subscribe(TestSession.declared(TestSession.durable("q")), delivery -> delivery.ack());
      AmqpFixture.await("the attack is over", hostile::isOver);
      assertNull(hostile.failure());
      assertTrue(kept.get() < LITTLE, () -> kept + " bytes are kept");
      AmqpFixture.await(
          () -> "all links are up again: " + relay.broker.status().links(),
          () -> relay.broker.status().links().stream().allMatch(l -> l.state() == LinkState.UP));
      TestSession next = relay.session();
      TestSession.TestSubscription subscribed =
          next.subscribe(
              TestSession.declared(TestSession.durable("q2")), delivery -> delivery.ack());
      assertNull(subscribed.outcome());
      assertNull(AmqpFixture.get(next.publish(TestSession.publication("", "q2", "hello"))));
      AmqpFixture.await("the message", () -> subscribed.bodies.contains("hello"));
      session.close();
      next.close();
    }
  }
}

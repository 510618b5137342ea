package io.github.stomprelay.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 4, 4.1 and 5.2 of the STOMP reference, a row each. */
class DestinationTest {
  private final DestinationParser strict = new DestinationParser(false);
  private final DestinationParser dots = new DestinationParser(true);

  @Test
  void everyFormIsUnderstood() throws DestinationException {
    assertEquals(new Destination.Queue("jobs"), strict.parse("jobs"));
    assertEquals(new Destination.Queue("jobs"), strict.parse("/queue/jobs"));
    assertEquals(new Destination.Queue("a/b%25c"), strict.parse("/queue/a%2Fb%25c"));
    assertEquals(new Destination.Queue("a%2fb"), strict.parse("/queue/a%2fb"));
    assertEquals(new Destination.AmqQueue("jobs"), strict.parse("/amq/queue/jobs"));
    assertEquals(new Destination.Topic("room.*", false), strict.parse("/topic/room.*"));
    assertEquals(new Destination.Topic("a/b", false), strict.parse("/topic/a%2Fb"));
    assertEquals(new Destination.Exchange("chat", "room.1"), strict.parse("/exchange/chat/room.1"));
    assertEquals(new Destination.Exchange("chat", ""), strict.parse("/exchange/chat"));
    assertEquals(new Destination.Exchange("chat", ""), strict.parse("/exchange/chat/"));
    assertEquals(new Destination.TempQueue("mine"), strict.parse("/temp-queue/mine"));
    assertEquals(new Destination.ReplyQueue("a/b/c"), strict.parse("/reply-queue/a/b%2Fc"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/queue,'' is not a valid queue destination",
        "/topic,'' is not a valid topic destination",
        "/exchange,'' is not a valid exchange destination",
        "/amq/queue,'' is not a valid amqqueue destination",
        "/temp-queue,'' is not a valid temp_queue destination",
        "/queue/,'/' is not a valid queue destination",
        "/queue/a/b,'/a/b' is not a valid queue destination",
        "/topic/a/b,'/a/b' is not a valid topic destination",
        "/exchange//k,'//k' is not a valid exchange destination",
        "/exchange/amq.direct/a/b,'/amq.direct/a/b' is not a valid exchange destination",
        "/reply-queue/,'/' is not a valid reply_queue destination",
      })
  void aMalformedDestinationIsRefusedInRabbitMqsWords(String text, String detail) {
    DestinationException e = assertThrows(DestinationException.class, () -> strict.parse(text));
    assertEquals("Invalid destination", e.summary());
    assertEquals(detail + "\n", e.detail());
  }

  @ParameterizedTest
  @CsvSource({"/reply-queue", "/dsub/a", "foo/bar", "/Queue/a", "/application/x", "/"})
  void anUnknownDestinationIsRefused(String text) {
    DestinationException e = assertThrows(DestinationException.class, () -> strict.parse(text));
    assertEquals("Unknown destination", e.summary());
    assertEquals(
        "'"
            + text
            + "' is not a valid destination.\nValid destination types are: /temp-queue, /exchange,"
            + " /topic, /queue, /amq/queue, /reply-queue/.\n",
        e.detail());
  }

  @ParameterizedTest
  @CsvSource({"/app/chat.send, route.", "/user/queue/errors, alias."})
  void whatTheOperatorCanDoIsSaid(String text, String setting) {
    DestinationException e = assertThrows(DestinationException.class, () -> strict.parse(text));
    assertEquals("Unknown destination", e.summary());
    String[] lines = e.detail().split("\n");
    assertEquals(3, lines.length, e.detail());
    assertTrue(lines[2].contains(setting), e.detail());
  }

  @Test
  void aBlankDestinationIsRefused() {
    DestinationException e = assertThrows(DestinationException.class, () -> strict.parse(""));
    assertEquals("Destination cannot be blank", e.detail());
  }

  @Test
  void aNameBeyondAShortStringIsRefusedHere() {
    String name = "é".repeat(128);
    assertThrows(DestinationException.class, () -> strict.parse("/queue/" + name));
    assertThrows(DestinationException.class, () -> strict.parse("/exchange/x/" + name));
  }

  @Test
  void slashesInATopicBecomeDotsWhereConfigured() throws DestinationException {
    assertEquals(new Destination.Topic("public.r1", true), dots.parse("/topic/public/r1"));
    assertEquals(new Destination.Topic("public.r1", false), dots.parse("/topic/public.r1"));
    assertThrows(DestinationException.class, () -> dots.parse("/topic/"));
  }

  @Test
  void aMessageSaysWhereItWasPublished() {
    assertEquals("/queue/jobs", DestinationText.of("", "jobs", "amq.topic"));
    assertEquals("/queue/a%2Fb%2525c", DestinationText.of("", "a/b%25c", "amq.topic"));
    assertEquals("/topic/room.1", DestinationText.of("amq.topic", "room.1", "amq.topic"));
    assertEquals(
        "/exchange/amq.topic/room.1", DestinationText.of("amq.topic", "room.1", "my.topic"));
    assertEquals("/exchange/fan", DestinationText.of("fan", "", "amq.topic"));
    assertEquals("/exchange/chat/%C3%A9 :", DestinationText.of("chat", "é :", "amq.topic"));
  }

  @ParameterizedTest
  @CsvSource({
    "durable, test.subscription, tMbeqL30tjlgaXMmaFM6Ew",
    "t.3, t3, vDdaLQMpGdYiOnkx6NRo_g",
    "k, e2, q5rOLYtL-j1J_N-8erHdqA",
    "my-durable, 1234, ywnduRGdS9QBdgzKJKz3-A",
  })
  void durableSubscriptionsKeepTheirQueueNames(String key, String id, String hash) {
    assertEquals("stomp-subscription-" + hash, SubscriptionQueueName.durable(key, id));
  }

  @Test
  void theNameOfRabbitMq44IsKnownToo() {
    assertEquals(
        "stomp-subscription-mN8EtNJgeewoAWGIePSs-A",
        SubscriptionQueueName.durable44("durable", "test.subscription"));
  }
}

package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections 5 and 7 of the STOMP reference: what the headers of a SUBSCRIBE ask of the broker. */
class SubscribeHeadersTest {
  private static final SubscriptionSources SOURCES =
      new SubscriptionSources(SessionOptions.defaults(), null, "");

  /**
   * @param headers {@code name:value} separated by spaces
   */
  private static Headers headers(String headers) {
    List<String> pairs = new ArrayList<>();
    for (String header : headers.split(" ")) {
      if (!header.isEmpty()) {
        pairs.addAll(List.of(header.split(":", 2)));
      }
    }
    return Headers.of(pairs.toArray(new String[0]));
  }

  private static SubscriptionRequest request(String destination, String headers) throws StompError {
    return SOURCES.of(destination, "id", headers(headers), AckMode.AUTO).request();
  }

  private static String flags(QueueDeclaration queue) {
    return (queue.durable() ? "d" : "")
        + (queue.autoDelete() ? "a" : "")
        + (queue.exclusive() ? "x" : "");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "/queue/q | '' | d",
        "/queue/q | durable:false | ax",
        "/queue/q | persistent:false | ax",
        "/queue/q | auto-delete:True | da",
        "/queue/q | exclusive:true | dx",
        "/queue/q | durable:false exclusive:false | da",
        "/queue/q | x-queue-type:quorum durable:false exclusive:true | d",
        "/queue/q | x-queue-type:stream | d",
        "/topic/k | '' | ax",
        "/topic/k | durable:true | da",
        "/topic/k | durable:true auto-delete:false | d",
        "/topic/k | exclusive:false | da",
        "/topic/k | auto-delete:false | x",
        "/topic/k | x-queue-type:quorum | d",
        "/exchange/x/k | '' | ax",
        "/exchange/x/k | durable:true auto-delete:false | d",
        "/exchange/x/k | durable:true auto-delete:false exclusive:true | dx",
      },
      delimiter = '|')
  void queuesAreDeclaredByTheirHeaders(String destination, String headers, String flags)
      throws StompError {
    QueueDeclaration queue = request(destination, headers).declaration();
    assertEquals(flags, queue == null ? "none" : flags(queue));
  }

  @Test
  void argumentsHaveTheTypesThatRabbitMqExpects() throws StompError {
    QueueDeclaration queue =
        request(
                "/queue/q",
                "x-message-ttl:5 x-overflow:drop-head x-single-active-consumer:true"
                    + " x-arg-x-other:6 x-arg-name:text x-unknown:true x-queue-type:quorum"
                    + " x-auth-token:s x-csrf-token:s x-forwarded-for:1.2.3.4 x-request-id:7"
                    + " x-relay-id:8 x-priority:9 x-match:all x-bind-a:b x-queue-name:n")
            .declaration();
    assertEquals(
        Map.of(
            "x-message-ttl",
            5L,
            "x-overflow",
            "drop-head",
            "x-single-active-consumer",
            true,
            "x-other",
            6L,
            "name",
            "text",
            "x-unknown",
            true,
            "x-queue-type",
            "quorum"),
        queue == null ? Map.of() : queue.arguments());
  }

  @Test
  void ofSendOnlyWhatRabbitMqKnowsIsAnArgument() throws StompError {
    assertEquals(
        Map.of("x-max-length", 3L, "mine", 4L),
        QueueArguments.ofSend(headers("x-max-length:3 x-arg-mine:4 x-trace:abc x-delay:5")));
  }

  @Test
  void consumersHaveArgumentsToo() throws StompError {
    assertEquals(
        Map.of(
            "x-priority",
            -5,
            "x-stream-offset",
            12L,
            "x-stream-filter",
            List.of("a", "b"),
            "x-stream-match-unfiltered",
            true,
            "more",
            "x"),
        request(
                "/amq/queue/q",
                "x-priority:-5 x-stream-offset:offset=12 x-stream-filter:a,b"
                    + " x-stream-match-unfiltered:true x-consumer-arg-more:x")
            .arguments());
  }

  @ParameterizedTest
  @CsvSource({"first,first", "last,last", "next,next", "1h,1h", "30D,30D"})
  void streamOffsetsThatAreWordsPass(String given, String passed) throws StompError {
    assertEquals(
        passed,
        ConsumerHeaders.arguments(headers("x-stream-offset:" + given)).get("x-stream-offset"));
  }

  @Test
  void aStreamOffsetMayBeTheNumberAlone() throws StompError {
    assertEquals(
        2L, ConsumerHeaders.arguments(headers("x-stream-offset:2")).get("x-stream-offset"));
  }

  @Test
  void streamOffsetsThatAreTimesAreTimes() throws StompError {
    assertEquals(
        Instant.ofEpochSecond(1_700_000_000),
        ConsumerHeaders.arguments(headers("x-stream-offset:timestamp=1700000000"))
            .get("x-stream-offset"));
  }

  @Test
  void bindingsHaveArgumentsForHeadersExchanges() throws StompError {
    assertEquals(
        Map.of("x-match", "any", "colour", "red", "there", Void.class),
        request("/exchange/amq.headers", "x-match:any x-bind-colour:red x-bind-there:")
            .bindings()
            .get(0)
            .arguments());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "durable:1",
        "auto-delete:yes",
        "exclusive:maybe",
        "x-message-ttl:soon",
        "x-single-active-consumer:1",
        "x-priority:99999999999",
        "x-stream-offset:offset=x",
        "x-stream-offset:timestamp=now",
        "x-stream-offset:timestamp=99999999999999",
        "x-stream-offset:offset=-1",
        "x-stream-offset:yesterday",
        "x-stream-offset:",
        "x-max-age:soon",
        "x-queue-master-locator:here",
        "x-consumer-arg-x-credit:1",
        "x-stream-match-unfiltered:x",
        "x-match:some",
        "prefetch-count:70000",
        "prefetch-count:-1",
        "prefetch-count:many",
        "x-queue-name:",
      })
  void whatCannotBeUsedIsNamed(String header) {
    StompError error = assertThrows(StompError.class, () -> request("/topic/k", header));
    assertEquals("Processing error", error.summary());
    String name = header.substring(0, header.indexOf(':'));
    assertEquals("header '" + name + "'", error.detail().substring(0, name.length() + 9));
  }

  @ParameterizedTest
  @CsvSource({
    "'',1000",
    "prefetch-count:0,1000",
    "prefetch-count:7,7",
    "prefetch-count:65535,65535"
  })
  void prefetchIsTheSubscriptionsOwn(String header, int prefetch) throws StompError {
    assertEquals(prefetch, request("/queue/q", header).prefetch());
  }

  @Test
  void noLimitIsAsManyAsAmqpCanCount() throws StompError {
    assertEquals(65_535, ConsumerHeaders.prefetch(Headers.EMPTY, 0));
  }

  @Test
  void aClassOfDestinationsBringsItsRetryPolicy() throws StompError {
    RetryPolicy retry = new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(9), "dlx", null);
    SessionOptions options =
        SessionVariant.with(
            List.of(
                new DestinationClass(
                    "work",
                    "/queue/work.#",
                    false,
                    SlowPolicy.DISCONNECT,
                    QueueDeclare.DURABLE,
                    retry)));
    SubscriptionSources sources = new SubscriptionSources(options, null, "");
    assertEquals(
        retry, sources.of("/queue/work.a", "s", Headers.EMPTY, AckMode.CLIENT).request().retry());
    assertEquals(
        null, sources.of("/queue/other", "s", Headers.EMPTY, AckMode.CLIENT).request().retry());
  }

  @Test
  void theErrorOfARefusedSubscribeNamesItsSubscription() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2")
          .frame("SUBSCRIBE\nid:mine\ndestination:/queue/q\nprefetch-count:many\nreceipt:r\n\n");
      String error = h.connection.taken().get(0);
      assertTrue(error.contains("\nsubscription:mine\nreceipt-id:r\n"), error);
    }
  }
}

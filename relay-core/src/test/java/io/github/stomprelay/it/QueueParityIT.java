package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.stomprelay.testkit.StompClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Section 5: how queues are declared, seen by the broker. The relay declares as RabbitMQ 4.3's
 * plugin does; the columns of 3.10's and 4.0's are given where they differ.
 */
class QueueParityIT {
  /**
   * @param headers of the SUBSCRIBE or SEND, separated by commas
   * @param relay flags: d durable, a auto-delete, x exclusive; then arguments
   */
  private record Row(
      String destination, String headers, String relay, String plugin3, String plugin4) {
    Row(String destination, String headers, String all) {
      this(destination, headers, all, all, all);
    }

    Row(String destination, String headers, String relay, String plugin) {
      this(destination, headers, relay, plugin, plugin);
    }

    String flags(StompTarget target) {
      return target.isRelay() ? relay : target.rabbit() < 4 ? plugin3 : plugin4;
    }
  }

  private static final String REFUSED = "refused";

  private static final List<Row> SUBSCRIBES =
      List.of(
          new Row("/queue/", "", "d"),
          new Row("/queue/", "durable:false", "ax"),
          new Row("/queue/", "auto-delete:true", "da"),
          new Row("/queue/", "exclusive:true", "x"),
          new Row("/queue/", "durable:false,exclusive:false", "da", "a"),
          new Row(
              "/queue/",
              "x-message-ttl: 5000 ,x-max-length:7",
              "d x-max-length=7 x-message-ttl=5000"),
          new Row(
              "/queue/",
              "x-dead-letter-exchange:dlx,x-dead-letter-routing-key:k",
              "d x-dead-letter-exchange=dlx x-dead-letter-routing-key=k"),
          new Row(
              "/queue/",
              "x-expires:60000,x-max-length-bytes:9,x-max-priority:3",
              "d x-expires=60000 x-max-length-bytes=9 x-max-priority=3"),
          new Row("/queue/", "x-queue-type:quorum", "d x-queue-type=quorum"),
          new Row("/queue/", "x-queue-type:quorum,durable:false", "d x-queue-type=quorum", REFUSED),
          new Row(
              "/queue/",
              "x-overflow:reject-publish,x-single-active-consumer:true",
              "d x-overflow=reject-publish x-single-active-consumer=true",
              "d"),
          new Row(
              "/queue/",
              "x-arg-x-overflow:drop-head,x-arg-mine:5",
              "d mine=5 x-overflow=drop-head",
              "d"),
          new Row(
              "/queue/",
              "x-delivery-limit:5,x-queue-type:quorum",
              "d x-delivery-limit=5 x-queue-type=quorum",
              "d x-queue-type=quorum"),
          new Row("/queue/", "x-auth-token:secret,x-request-id:1", "d"),
          new Row("/topic/", "", "ax", "a"),
          new Row("/topic/", "durable:true", "da"),
          new Row("/topic/", "durable:true,auto-delete:false", "d"),
          new Row("/topic/", "auto-delete:false,durable:false", "x", ""),
          new Row("/exchange/amq.direct/", "", "ax", "a", "ax"),
          new Row("/exchange/amq.direct/", "durable:true,auto-delete:false", "d", "d", "x"),
          new Row("/exchange/amq.direct/", "durable:true", "da", "da", "ax"),
          new Row(
              "/exchange/amq.direct/",
              "x-message-ttl:100",
              "ax x-message-ttl=100",
              "a x-message-ttl=100",
              "ax x-message-ttl=100"));

  private static final List<Row> SENDS =
      List.of(
          new Row("/queue/", "", "d"),
          new Row("/queue/", "persistent:true", "d"),
          new Row("/queue/", "persistent:false", "ax"),
          new Row("/queue/", "x-message-ttl:5000", "d x-message-ttl=5000"),
          new Row("/queue/", "x-trace:abc", "d"));

  private final StompTarget target = StompTarget.first();

  @Test
  void queuesAreDeclaredAsTheTableSays() {
    try (StompClient client = target.client()) {
      Map<String, String> expected = new LinkedHashMap<>();
      int number = 0;
      for (Row row : SUBSCRIBES) {
        String queue = "declared.by.subscribe." + number++;
        if (expect(expected, queue, row)) {
          subscribe(client, queue, row);
        }
      }
      number = 0;
      for (Row row : SENDS) {
        String queue = "declared.by.send." + number++;
        if (expect(expected, queue, row)) {
          client.sendFrame(
              "SEND", "x", headers(queue, row, "destination:" + row.destination + queue));
          client.receive("RECEIPT");
        }
      }
      Map<String, String> declared = declared();
      declared.keySet().retainAll(expected.keySet());
      assertEquals(lines(expected), lines(declared));
    }
  }

  @Test
  void aDurableSubscriptionsQueueHasTheNameThatThePluginComputes() {
    try (StompClient client = target.client();
        BrokerSide broker = new BrokerSide(target.node())) {
      client.sendFrame(
          "SUBSCRIBE",
          "",
          "destination:/topic/durable",
          "id:test.subscription",
          "durable:true",
          "auto-delete:false",
          "receipt:r");
      client.receive("RECEIPT");
      assertEquals(0, broker.messages("stomp-subscription-tMbeqL30tjlgaXMmaFM6Ew"));
      client.sendFrame("UNSUBSCRIBE", "", "id:test.subscription", "durable:true", "receipt:r2");
      client.receive("RECEIPT");
      broker.run("gone stomp-subscription-tMbeqL30tjlgaXMmaFM6Ew");
    }
  }

  /** Returns whether the row can be asked of this server. */
  private boolean expect(Map<String, String> expected, String queue, Row row) {
    String flags = row.flags(target);
    if (flags.equals(REFUSED)) {
      return false;
    }
    expected.put(queue, row.destination + " " + row.headers + " -> " + flags);
    return true;
  }

  private static void subscribe(StompClient client, String queue, Row row) {
    String name = row.destination.equals("/queue/") ? "" : "x-queue-name:" + queue;
    client.sendFrame(
        "SUBSCRIBE",
        "",
        headers(queue, row, "destination:" + row.destination + queue, "ack:client", name));
    client.receive("RECEIPT");
  }

  private static String[] headers(String queue, Row row, String... more) {
    List<String> headers = new ArrayList<>(List.of(more));
    headers.add("id:" + queue);
    headers.add("receipt:" + queue);
    headers.addAll(List.of(row.headers.split(",")));
    headers.removeIf(String::isEmpty);
    return headers.toArray(new String[0]);
  }

  private Map<String, String> declared() {
    String json =
        target
            .node()
            .ctl(
                "-q",
                "list_queues",
                "--formatter",
                "json",
                "name",
                "durable",
                "auto_delete",
                "exclusive",
                "arguments");
    Map<String, String> queues = new LinkedHashMap<>();
    for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
      JsonObject queue = element.getAsJsonObject();
      String flags =
          (queue.get("durable").getAsBoolean() ? "d" : "")
              + (queue.get("auto_delete").getAsBoolean() ? "a" : "")
              + (queue.get("exclusive").getAsBoolean() ? "x" : "");
      queues.put(queue.get("name").getAsString(), flags + arguments(queue.get("arguments")));
    }
    return queues;
  }

  /** Name, type and value of each, as rabbitmqctl prints them. */
  private static String arguments(JsonElement arguments) {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : arguments.getAsJsonArray()) {
      JsonArray argument = element.getAsJsonArray();
      texts.add(argument.get(0).getAsString() + "=" + argument.get(2).getAsString());
    }
    texts.remove("x-queue-type=classic"); // RabbitMQ 4 says so of every other queue
    texts.sort(null);
    return texts.isEmpty() ? "" : " " + String.join(" ", texts);
  }

  private static String lines(Map<String, String> queues) {
    StringBuilder lines = new StringBuilder();
    queues.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              String text = String.valueOf(queues.get(name));
              int flags = text.indexOf("-> ");
              lines.append(name).append(' ').append(text.substring(flags < 0 ? 0 : flags + 3));
              lines.append('\n');
            });
    return lines.toString();
  }
}

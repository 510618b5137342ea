package io.github.stomprelay.cli.browser;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.stomprelay.testkit.RabbitNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script act as a back-end service and as the operator of RabbitMQ: POSTs of JSON, answered
 * one after the other on the server's thread.
 */
final class BrokerControl implements AutoCloseable {
  private static final Gson GSON = new Gson();

  private final RabbitNode node;
  private final HttpServer server;

  BrokerControl(RabbitNode node) throws IOException {
    this.node = node;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Returns what a script reaches it by. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject request =
          GSON.fromJson(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              JsonObject.class);
      int status = 200;
      String answer;
      try {
        answer = perform(exchange.getRequestURI().getPath(), request);
      } catch (IOException | TimeoutException | RuntimeException e) {
        status = 500;
        answer = e.toString();
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String perform(String what, JsonObject request) throws IOException, TimeoutException {
    switch (what) {
      case "/publish" -> onChannel(channel -> publish(channel, request));
      case "/declare" -> onChannel(channel -> declare(channel, text(request, "queue")));
      case "/drain" -> {
        return onChannel(channel -> drain(channel, text(request, "queue")));
      }
      case "/stop" -> node.stop();
      case "/start" -> node.startAgain();
      default -> throw new IllegalArgumentException("no such thing: " + what);
    }
    return "";
  }

  private static String publish(Channel channel, JsonObject message) throws IOException {
    BasicProperties properties =
        new BasicProperties.Builder()
            .contentType(
                message.has("contentType") ? text(message, "contentType") : "application/json")
            .build();
    channel.basicPublish(
        text(message, "exchange"),
        text(message, "routingKey"),
        properties,
        text(message, "body").getBytes(StandardCharsets.UTF_8));
    return "";
  }

  private static String declare(Channel channel, String queue) throws IOException {
    channel.queueDeclare(queue, true, false, false, Map.of());
    return "";
  }

  private static String drain(Channel channel, String queue) throws IOException {
    JsonArray messages = new JsonArray();
    @Nullable GetResponse got = channel.basicGet(queue, true);
    while (got != null) {
      messages.add(described(got));
      got = channel.basicGet(queue, true);
    }
    return GSON.toJson(messages);
  }

  private static JsonObject described(GetResponse got) {
    JsonObject message = new JsonObject();
    message.addProperty("routingKey", got.getEnvelope().getRoutingKey());
    message.addProperty("body", new String(got.getBody(), StandardCharsets.UTF_8));
    message.addProperty("contentType", got.getProps().getContentType());
    message.addProperty("deliveryMode", got.getProps().getDeliveryMode());
    JsonObject headers = new JsonObject();
    if (got.getProps().getHeaders() != null) {
      got.getProps()
          .getHeaders()
          .forEach((name, value) -> headers.addProperty(name, value.toString()));
    }
    message.add("headers", headers);
    return message;
  }

  private interface Action {
    String on(Channel channel) throws IOException;
  }

  private String onChannel(Action action) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(node.amqpPort());
    try (Connection connection = factory.newConnection();
        Channel channel = connection.createChannel()) {
      return action.on(channel);
    }
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}

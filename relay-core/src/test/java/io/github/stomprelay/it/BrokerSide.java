package io.github.stomprelay.it;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import io.github.stomprelay.testkit.RabbitNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation does at the broker itself, over AMQP, one command a line:
 *
 * <pre>
 * queue NAME [argument=number|text ...]     durable
 * exchange NAME TYPE
 * bind QUEUE EXCHANGE KEY
 * publish QUEUE BODY
 * persist QUEUE BODY                        the same with delivery mode 2
 * delete QUEUE
 * messages QUEUE COUNT                      waits for so many
 * gone QUEUE                                waits until it is not there
 * </pre>
 */
final class BrokerSide implements AutoCloseable {
  private static final int WAIT_MILLIS = 60_000;

  /** The driver's own 10 s are short for a machine on which everything is built at once. */
  private static final int HANDSHAKE_MILLIS = 60_000;

  private final RabbitNode node;
  private @Nullable Connection connection;
  private @Nullable Channel channel;

  BrokerSide(RabbitNode node) {
    this.node = node;
  }

  /** A channel of this conversation's own. */
  Channel channel() {
    try {
      @Nullable Channel open = channel;
      if (open == null || !open.isOpen()) {
        if (connection == null) {
          ConnectionFactory factory = new ConnectionFactory();
          factory.setUri(node.amqpUri());
          factory.setHandshakeTimeout(HANDSHAKE_MILLIS);
          connection = factory.newConnection("test");
        }
        open = connection.createChannel();
        open.confirmSelect();
        channel = open;
      }
      return open;
    } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
      throw new IllegalStateException("no AMQP connection to the test's broker", e);
    }
  }

  void run(String line) {
    if (line.isBlank()) {
      return;
    }
    List<String> words = List.of(line.split(" "));
    try {
      run(words);
    } catch (IOException | TimeoutException e) {
      throw new IllegalStateException("the broker refused: " + line, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void run(List<String> words) throws IOException, TimeoutException, InterruptedException {
    String name = words.get(1);
    switch (words.get(0)) {
      case "queue" -> channel().queueDeclare(name, true, false, false, arguments(words));
      case "exchange" -> channel().exchangeDeclare(name, words.get(2));
      case "bind" -> channel().queueBind(name, words.get(2), words.get(3));
      case "publish" -> publish(name, new AMQP.BasicProperties(), words);
      case "persist" -> publish(name, MessageProperties.MINIMAL_PERSISTENT_BASIC, words);
      case "delete" -> channel().queueDelete(name);
      case "gone" -> awaitGone(name);
      case "messages" -> await(name, Integer.parseInt(words.get(2)));
      default -> throw new IllegalArgumentException("unknown command " + words);
    }
  }

  private static Map<String, Object> arguments(List<String> words) {
    Map<String, Object> arguments = new HashMap<>();
    for (String word : words.subList(2, words.size())) {
      String[] pair = word.split("=", 2);
      arguments.put(pair[0], pair[1].matches("[0-9]+") ? Long.valueOf(pair[1]) : pair[1]);
    }
    return arguments;
  }

  private void publish(String queue, AMQP.BasicProperties properties, List<String> words)
      throws IOException, TimeoutException, InterruptedException {
    String body = String.join(" ", words.subList(2, words.size()));
    channel().basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
    channel().waitForConfirms(WAIT_MILLIS);
  }

  private void await(String queue, int count) throws InterruptedException {
    long end = System.nanoTime() + WAIT_MILLIS * 1_000_000L;
    int ready = messages(queue);
    while (ready != count) {
      if (System.nanoTime() > end) {
        throw new AssertionError(queue + " has " + ready + " messages, not " + count);
      }
      Thread.sleep(20);
      ready = messages(queue);
    }
  }

  private void awaitGone(String queue) throws InterruptedException {
    await(queue, -1);
  }

  /** Messages ready in the queue, -1 if there is none of that name. */
  int messages(String queue) {
    try {
      return channel().queueDeclarePassive(queue).getMessageCount();
    } catch (IOException e) {
      // 404; or 405, an exclusive queue that is still there
      boolean locked = String.valueOf(e.getCause()).contains("RESOURCE_LOCKED");
      return locked ? 0 : -1;
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.abort();
    }
  }
}

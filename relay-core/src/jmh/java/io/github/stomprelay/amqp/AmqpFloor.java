package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * How late a message is that goes through RabbitMQ by AMQP alone, one to one: no STOMP, no
 * WebSocket, no clients. One event loop publishes at fixed times and consumes, nothing is confirmed
 * or acknowledged. No relay through RabbitMQ has less: it adds its clients' sockets. Prints the
 * latencies from the time when a message was due, in microseconds.
 *
 * <p>Arguments: the broker's address as a URI, messages a second, seconds of warm-up, seconds of
 * measuring, and the exchange and routing key. docs/performance.md says how to run it.
 */
public final class AmqpFloor {
  private static final int BODY_BYTES = 150;

  private final Channel publishing;
  private final EventLoop loop;
  private final String exchange;
  private final String routingKey;
  private final long stepNanos;
  private final long measureFrom;
  private final long end;
  private final long[] latencies;
  private int count;
  private long due = System.nanoTime();

  private AmqpFloor(Channel publishing, EventLoop loop, String[] arguments) {
    double rate = Double.parseDouble(arguments[1]);
    double seconds = Double.parseDouble(arguments[3]);
    this.publishing = publishing;
    this.loop = loop;
    this.exchange = arguments[4];
    this.routingKey = arguments[5];
    this.stepNanos = (long) (1e9 / rate);
    this.measureFrom = due + (long) (1e9 * Double.parseDouble(arguments[2]));
    this.end = measureFrom + (long) (1e9 * seconds);
    this.latencies = new long[(int) (rate * seconds) + 1];
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    EventLoop loop =
        (EventLoop) new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(arguments[0]);
    factory.setAutomaticRecoveryEnabled(false);
    factory.setSharedExecutor(new DirectExecutor());
    factory.netty().bootstrapCustomizer(b -> b.group(loop).channel(EpollSocketChannel.class));
    try (Connection publishing = factory.newConnection("floor-publish");
        Connection consuming = factory.newConnection("floor-consume")) {
      AmqpFloor floor = new AmqpFloor(publishing.createChannel(), loop, arguments);
      floor.consume(consuming.createChannel());
      loop.execute(floor::publish);
      TimeUnit.NANOSECONDS.sleep(floor.end - System.nanoTime());
      TimeUnit.SECONDS.sleep(1);
      System.out.println(loop.submit(floor::report).get());
    }
    loop.parent().shutdownGracefully();
  }

  private void consume(Channel channel) throws IOException {
    String queue = channel.queueDeclare().getQueue();
    channel.queueBind(queue, exchange, routingKey);
    channel.basicConsume(
        queue,
        true,
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            delivered(ByteBuffer.wrap(body).getLong());
          }
        });
  }

  private void delivered(long wasDue) {
    if (wasDue >= measureFrom && wasDue < end && count < latencies.length) {
      latencies[count++] = System.nanoTime() - wasDue;
    }
  }

  private void publish() {
    try {
      for (; due <= System.nanoTime() && due < end; due += stepNanos) {
        byte[] body = new byte[BODY_BYTES];
        ByteBuffer.wrap(body).putLong(due);
        publishing.basicPublish(exchange, routingKey, null, body);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (due < end) {
      loop.schedule(this::publish, due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private String report() {
    java.util.Arrays.sort(latencies, 0, count);
    return "messages " + count + ", p50 " + at(0.5) + ", p99 " + at(0.99) + " us";
  }

  private long at(double share) {
    return count == 0 ? 0 : latencies[(int) (share * (count - 1))] / 1_000;
  }
}

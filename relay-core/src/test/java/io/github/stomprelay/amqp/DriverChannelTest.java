package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A channel of the driver that the broker closes, alone and while its owner does. */
class DriverChannelTest {
  private static final BrokerAccount ACCOUNT = new BrokerAccount("/", "guest", "guest");
  private static final long NEVER_DELIVERED = 17;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Loop loop = new Loop(loops.next(), 0);
  private final ExecutorService workers = Executors.newSingleThreadExecutor();
  private final EmbeddedBroker broker =
      EmbeddedBroker.start(0, BrokerOptions.of(ACCOUNT.user(), ACCOUNT.password()));
  private final AmqpConnection connection = connect();
  private final CompletableFuture<BrokerError> closedByBroker = new CompletableFuture<>();
  private final AmqpChannel channel =
      Objects.requireNonNull(onLoop(() -> connection.openChannel(closedByBroker::complete)));

  DriverChannelTest() throws Exception {}

  private AmqpConnection connect() {
    AmqpOptions options =
        AmqpOptions.of(List.of(new AmqpOptions.Address("127.0.0.1", broker.port())), ACCOUNT);
    AmqpTransport transport = new AmqpTransport(loops, NioSocketChannel.class, workers);
    CompletableFuture<AmqpConnection> connected = new CompletableFuture<>();
    new DriverConnector(options, transport)
        .connect(
            ACCOUNT,
            "test",
            loop,
            new LinkConnector.Listener() {
              @Override
              public void onConnected(String address, AmqpConnection opened) {
                connected.complete(opened);
              }

              @Override
              public void onFailed(String address, BrokerError error) {
                connected.completeExceptionally(new IllegalStateException(error.text()));
              }
            });
    return connected.join();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return loop.eventLoop().submit(task).get();
  }

  @AfterEach
  void disconnect() {
    broker.close();
    loop.execute(connection::drop);
    workers.shutdown();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }

  @Test
  void whatTheBrokerClosesFailsTheRpcAndTellsTheOwner() {
    CompletableFuture<BrokerError> failed = new CompletableFuture<>();
    loop.execute(() -> channel.rpc(Methods.exists("no-such-queue"), ok -> {}, failed::complete));

    assertEquals(BrokerError.NOT_FOUND, failed.join().code());
    assertEquals(BrokerError.NOT_FOUND, closedByBroker.join().code());
  }

  @Test
  void anOwnerThatClosesItIsNotToldThatTheBrokerDidSoFirst() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    onLoop(
        () -> {
          channel.rpc(Methods.qos(1), ok -> refuseAndClose(closed), error -> {});
          return true;
        });
    closed.join();
    onLoop(() -> true);

    assertFalse(closedByBroker.isDone());
  }

  /** Returns what one consumer of the queue {@code q} gets: whether each was delivered before. */
  private BlockingQueue<Boolean> consume(AmqpChannel on) throws Exception {
    BlockingQueue<Boolean> redelivered = new LinkedBlockingQueue<>();
    CompletableFuture<Method> consuming = new CompletableFuture<>();
    onLoop(
        () -> {
          on.listen(
              new AmqpChannel.Incoming() {
                @Override
                public boolean admits(long bodyBytes, int propertyBytes, boolean again) {
                  return true;
                }

                @Override
                public void onDelivery(
                    Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
                  redelivered.add(envelope.isRedeliver());
                }

                @Override
                public void onCancel() {}
              });
          on.rpc(Methods.declare(TestSession.durable("q")), ok -> {}, error -> {});
          on.rpc(Methods.consume("q", "tag", Map.of()), consuming::complete, error -> {});
          return true;
        });
    consuming.join();
    return redelivered;
  }

  @Test
  void oneThatCannotSettleIsClosedAndItsDeliveriesGoToTheNext() throws Exception {
    BlockingQueue<Boolean> first = consume(channel);
    onLoop(
        () -> {
          channel.publish("", "q", false, new AMQP.BasicProperties(), new byte[1]);
          return true;
        });
    assertEquals(false, first.poll(20, TimeUnit.SECONDS));

    onLoop(
        () -> {
          channel.broken(new IOException("on purpose"));
          channel.broken(new IOException("on purpose, again"));
          return true;
        });
    assertEquals("channel_closed", closedByBroker.get(20, TimeUnit.SECONDS).name());
    assertFalse(onLoop(channel::isOpen));

    AmqpChannel next = Objects.requireNonNull(onLoop(() -> connection.openChannel(error -> {})));
    assertEquals(true, consume(next).poll(20, TimeUnit.SECONDS), "the broker has it again");
  }

  /** The broker refuses the acknowledgement before it comes to the owner's close. */
  private void refuseAndClose(CompletableFuture<Void> closed) {
    try {
      channel.ack(NEVER_DELIVERED, false);
    } catch (IOException e) {
      closed.completeExceptionally(e);
    }
    channel.close(() -> closed.complete(null));
  }
}

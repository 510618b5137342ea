package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.amqp.AmqpStatus.LinkRole;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.testkit.RabbitNode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How one link comes up. */
class LinkIT {
  private final int port = RabbitNode.shared().amqpPort();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final ExecutorService workers = Executors.newSingleThreadExecutor();
  private final Loop loop = new Loop(loops.next(), 0);
  private final Queue<String> events = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    workers.shutdownNow();
  }

  private AmqpContext context(String host, HostAddresses.Resolver resolver) {
    AmqpOptions options =
        AmqpOptions.of(List.of(new AmqpOptions.Address(host, port)), AmqpFixture.GUEST);
    AmqpTransport transport = new AmqpTransport(loops, NioSocketChannel.class, workers);
    return TestParts.with(
        options, new DriverConnector(options, transport, new HostAddresses(resolver)));
  }

  private void open(AmqpContext context, Runnable onUp) {
    Link.Owner owner =
        new Link.Owner() {
          @Override
          public void onUp() {
            events.add("up");
            onUp.run();
          }

          @Override
          public void onDown(LinkLoss loss) {
            events.add("down");
          }

          @Override
          public void onConnectFailed(BrokerError error) {
            events.add("failed: " + error.text());
          }

          @Override
          public void onClearChanged() {}
        };
    AmqpFixture.on(
        loop.eventLoop(),
        () -> {
          Link link =
              new Link(
                  context, loop, new AccountSecret(AmqpFixture.GUEST), LinkRole.CONSUME, owner);
          link.start();
          return link;
        });
  }

  @Test
  void everyAddressOfANameIsTried() {
    CompletableFuture<String> up = new CompletableFuture<>();
    AmqpContext context =
        context(
            "rabbit.example",
            host ->
                new InetAddress[] {
                  InetAddress.getByAddress(new byte[] {127, 0, 0, 9}), // nobody listens there
                  InetAddress.getByAddress(new byte[] {127, 0, 0, 1})
                });
    open(context, () -> up.complete("up"));
    AmqpFixture.get(up);
    assertEquals(List.of("up"), List.copyOf(events));
  }

  @Test
  void aLinkThatCouldNotBeSetUpIsOpenedAgain() {
    CompletableFuture<String> second = new CompletableFuture<>();
    open(
        context("127.0.0.1", InetAddress::getAllByName),
        () -> {
          if (events.size() == 1) {
            throw new IllegalStateException("on purpose");
          }
          second.complete("up");
        });
    AmqpFixture.get(second);
    assertEquals(List.of("up", "down", "up"), List.copyOf(events));
  }
}

package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InheritedSocketsTest {
  private static Map<String, String> environment(String count, String names) {
    String pid = String.valueOf(ProcessHandle.current().pid());
    return Map.of("LISTEN_PID", pid, "LISTEN_FDS", count, "LISTEN_FDNAMES", names);
  }

  @Test
  void aListenerTakesTheSocketThatHasItsName() throws Exception {
    LinuxSocket opened = LinuxSocket.newSocketStream();
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    opened.listen(8);
    // a client that came before the relay was there
    try (Socket early = new Socket(InetAddress.getLoopbackAddress(), port(opened))) {
      InheritedSockets sockets = InheritedSockets.of("stomp", opened.intValue());
      assertNull(sockets.find("http", EpollServerSocketChannel.class));
      @Nullable ChannelFactory<ServerChannel> found =
          sockets.find("stomp", EpollServerSocketChannel.class);
      assertNotNull(found);
      EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
      Channel listening = greet(found, loops);
      assertEquals(
          new InetSocketAddress(early.getInetAddress(), early.getPort()), listening.localAddress());
      early.setSoTimeout(20_000);
      assertEquals(-1, early.getInputStream().read());
      listening.close().syncUninterruptibly();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private static int port(LinuxSocket socket) {
    return socket.localAddress().getPort();
  }

  /** Accepts, and closes at once. */
  private static Channel greet(ChannelFactory<ServerChannel> socket, EventLoopGroup loops) {
    return new ServerBootstrap()
        .group(loops)
        .channelFactory(socket)
        .childHandler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelActive(ChannelHandlerContext client) {
                client.close();
              }
            })
        .register()
        .syncUninterruptibly()
        .channel();
  }

  @Test
  void othersSocketsAreLeftAlone() throws RelayException {
    assertSame(InheritedSockets.NONE, InheritedSockets.of(Map.of()));
    assertSame(
        InheritedSockets.NONE,
        InheritedSockets.of(
            Map.of("LISTEN_PID", "1", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "stomp")));
  }

  @Test
  void aNameThatIsNoListenersIsAnErrorThatSaysWhatToDo() {
    assertMessage(environment("1", "stomp-relay.socket"), "FileDescriptorName= of stomp, stomps");
    assertMessage(environment("2", "stomp"), "inherited socket ''");
    assertMessage(environment("2", "http:http"), "leave one ListenStream=");
  }

  private static void assertMessage(Map<String, String> environment, String part) {
    String message =
        String.valueOf(
            assertThrows(RelayException.class, () -> InheritedSockets.of(environment))
                .getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void aSocketThatCannotBeTakenIsAnError() throws Exception {
    InheritedSockets closed = InheritedSockets.of("stomp", 1_000_000);
    assertRefused(closed, EpollServerSocketChannel.class, "is not open");
    assertRefused(closed, NioServerSocketChannel.class, "only epoll can take it");
    // standard output of this test: whatever it is, it blocks
    assertRefused(
        InheritedSockets.of("stomp", 1), EpollServerSocketChannel.class, "NonBlocking=yes");
    RelayException off =
        assertThrows(RelayException.class, () -> closed.requireAllTaken(Set.of("http")));
    assertTrue(String.valueOf(off.getMessage()).contains("that listener is off"));
    closed.requireAllTaken(Set.of("http", "stomp"));
  }

  private static void assertRefused(
      InheritedSockets sockets, Class<? extends ServerChannel> type, String part) {
    String message =
        String.valueOf(
            assertThrows(RelayException.class, () -> sockets.find("stomp", type)).getMessage());
    assertTrue(message.contains(part), message);
  }
}

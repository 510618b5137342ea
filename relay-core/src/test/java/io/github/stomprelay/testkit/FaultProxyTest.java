package io.github.stomprelay.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

  private static final int MILLIS = 30_000;

  private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final FaultProxy proxy = FaultProxy.to(listener.getLocalPort());
  private final Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
  private final Socket server = listener.accept();

  FaultProxyTest() throws IOException {
    client.setSoTimeout(MILLIS);
    server.setSoTimeout(MILLIS);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    listener.close();
  }

  @Test
  void bytesGoBothWaysAndTheEndFollowsThem() throws Exception {
    byte[] large = new byte[3_000_000];
    large[large.length - 1] = 7;
    Thread sender =
        new Thread(
            () -> {
              try {
                client.getOutputStream().write(large);
                client.close();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    server.getOutputStream().write(5);
    assertEquals(5, client.getInputStream().read());
    sender.start();
    byte[] got = server.getInputStream().readAllBytes();
    sender.join();
    assertEquals(large.length, got.length);
    assertEquals(7, got[got.length - 1]);
  }

  @Test
  void swallowedBytesAreLostAndNobodyHearsOfAnEnd() throws Exception {
    pass(1);
    proxy.swallow();
    client.getOutputStream().write(2);
    assertSilent(server);
    client.close();
    assertSilent(server);
  }

  @Test
  void pausedBytesArriveLater() throws Exception {
    proxy.pause();
    client.getOutputStream().write(3);
    assertSilent(server);
    proxy.resume();
    assertEquals(3, server.getInputStream().read());
  }

  @Test
  void delayedBytesKeepTheirOrder() throws Exception {
    proxy.delay(Duration.ofMillis(100));
    for (int i = 0; i < 20; i++) {
      client.getOutputStream().write(i);
    }
    for (int i = 0; i < 20; i++) {
      assertEquals(i, server.getInputStream().read());
    }
  }

  @Test
  void resetReachesBothSides() throws Exception {
    pass(1);
    proxy.reset();
    assertThrows(SocketException.class, () -> client.getInputStream().read());
    assertThrows(SocketException.class, () -> server.getInputStream().read());
  }

  @Test
  void disconnectingEndsBothSidesAndNewOnesCanBeRefused() throws Exception {
    pass(1);
    proxy.disconnect();
    assertEquals(-1, client.getInputStream().read());
    assertEquals(-1, server.getInputStream().read());
    proxy.refuse(true);
    try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      refused.setSoTimeout(MILLIS);
      assertEquals(-1, refused.getInputStream().read());
    }
    assertEquals(0, proxy.connections());
  }

  private void pass(int value) throws IOException {
    client.getOutputStream().write(value);
    assertEquals(value, server.getInputStream().read());
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(200);
    assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
    socket.setSoTimeout(MILLIS);
  }
}

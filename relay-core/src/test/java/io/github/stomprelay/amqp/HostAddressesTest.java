package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
  private final HostAddresses addresses =
      new HostAddresses(
          host ->
              new InetAddress[] {address(10, 0, 0, 1), address(10, 0, 0, 2), address(10, 0, 0, 3)});

  private static InetAddress address(int... bytes) throws UnknownHostException {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    return InetAddress.getByAddress(raw);
  }

  private List<String> order() throws UnknownHostException {
    return addresses.of("rabbit").stream().map(InetAddress::toString).toList();
  }

  @Test
  void theOneThatWorkedComesFirst() throws UnknownHostException {
    assertEquals(List.of("rabbit/10.0.0.1", "rabbit/10.0.0.2", "rabbit/10.0.0.3"), order());
    addresses.worked("rabbit", address(10, 0, 0, 3));
    assertEquals(List.of("rabbit/10.0.0.3", "rabbit/10.0.0.1", "rabbit/10.0.0.2"), order());
    addresses.worked("rabbit", address(10, 0, 0, 9)); // not one of them any more
    assertEquals(List.of("rabbit/10.0.0.1", "rabbit/10.0.0.2", "rabbit/10.0.0.3"), order());
  }
}

package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class RelayServiceTest {
  private static String text(String address) throws Exception {
    return RelayService.text(new InetSocketAddress(InetAddress.getByName(address), 61613));
  }

  @Test
  void addressesAreShownAsOneWouldWriteThem() throws Exception {
    assertEquals("*:61613", text("0.0.0.0"));
    assertEquals("*:61613", text("::"));
    assertEquals("127.0.0.1:61613", text("127.0.0.1"));
    assertEquals("[::1]:61613", text("::1"));
    assertEquals("[2001:db8::1]:61613", text("2001:db8::1"));
  }
}

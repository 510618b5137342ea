package io.github.stomprelay.transport.http;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls the server, in the header {@code Host}: in lower case, without port, brackets
 * and the dot at the end.
 *
 * @param text the name or address; empty where the header is none of either
 * @param address the address, or null where it is a name
 */
record HostName(String text, @Nullable InetAddress address) {
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([^\\[\\]]*)]|([^:\\[\\]]*))(?::\\d*)?");

  static HostName of(String header) {
    Matcher matcher = HOST.matcher(header.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return new HostName("", null);
    }
    @Nullable String bracketed = matcher.group(1);
    String text = bracketed == null ? String.valueOf(matcher.group(2)) : bracketed;
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return new HostName(name, NetUtil.createInetAddressFromIpAddressString(name));
  }

  /**
   * Returns whether no name server can make it another machine's: RFC 6761 keeps localhost for this
   * one.
   */
  boolean isLoopback() {
    return address == null
        ? text.equals("localhost") || text.endsWith(".localhost")
        : address.isLoopbackAddress();
  }
}

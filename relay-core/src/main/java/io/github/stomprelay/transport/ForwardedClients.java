package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpClients;
import io.github.stomprelay.transport.http.Neighbour;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Believes {@code X-Forwarded-For} and {@code X-Forwarded-Proto} of trusted proxies: the client is
 * the last address in the list that is not such a proxy itself, for everything before it may have
 * been written by the client. Whom a trusted proxy sends is never of this machine, whether it says
 * who that is or not.
 */
final class ForwardedClients implements HttpClients {
  private final AddressRanges trusted;

  ForwardedClients(AddressRanges trusted) {
    this.trusted = trusted;
  }

  @Override
  public HttpClient of(Channel channel, HttpHeaders headers) {
    HttpClient direct = ClientAddress.client(channel);
    InetAddress neighbour = direct.address().getAddress();
    if (neighbour == null || trusted.isEmpty() || !trusted.contains(neighbour)) {
      boolean local = direct.local() && Neighbour.asksForItself(headers);
      return new HttpClient(direct.address(), direct.encrypted(), direct.certificate(), local);
    }
    @Nullable InetAddress client = client(headers);
    @Nullable String proto = headers.get("X-Forwarded-Proto");
    return new HttpClient(
        client == null ? direct.address() : new InetSocketAddress(client, 0),
        proto == null ? direct.encrypted() : proto.trim().equalsIgnoreCase("https"),
        direct.certificate(),
        false);
  }

  private @Nullable InetAddress client(HttpHeaders headers) {
    List<String> hops = new ArrayList<>();
    for (String value : headers.getAll("X-Forwarded-For")) {
      hops.addAll(List.of(value.split(",", -1)));
    }
    @Nullable InetAddress client = null;
    for (int i = hops.size() - 1; i >= 0; i--) {
      @Nullable InetAddress hop = address(hops.get(i).trim());
      if (hop == null) {
        return client;
      }
      client = hop;
      if (!trusted.contains(hop)) {
        return client;
      }
    }
    return client;
  }

  private static @Nullable InetAddress address(String text) {
    String host = text;
    if (text.startsWith("[")) {
      host = text.substring(1, Math.max(1, text.indexOf(']')));
    } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
      host = text.substring(0, text.indexOf(':'));
    }
    return NetUtil.createInetAddressFromIpAddressString(host);
  }
}

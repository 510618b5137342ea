package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may connect (security.md T3). */
class OriginPolicyTest {
  private static RequestHead head(boolean encrypted, String... namesAndValues) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    HttpClient client =
        new HttpClient(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), encrypted, null, true);
    return new RequestHead("GET", "/", "", HttpVersion.HTTP_1_1, headers, client);
  }

  private static boolean allows(List<String> patterns, String origin) {
    return OriginPolicy.of(patterns, true)
        .allows(head(false, "Host", "relay.example:8080", "Origin", origin));
  }

  @ParameterizedTest
  @CsvSource({
    "false, relay.example, http://relay.example, true",
    "false, relay.example:80, http://relay.example, true",
    "false, relay.example:8080, http://relay.example:8080, true",
    "false, RELAY.example, http://relay.Example, true",
    "true, relay.example, https://relay.example, true",
    "true, relay.example:443, https://relay.example, true",
    "false, relay.example, https://relay.example, true", // TLS ended by a silent proxy
    "false, '[::1]:8080', 'http://[::1]:8080', true",
    "true, relay.example, http://relay.example, false",
    "false, relay.example:8080, http://relay.example, false",
    "false, relay.example, http://relay.example:8080, false",
    "false, relay.example, http://other.example, false",
    "false, relay.example, http://sub.relay.example, false",
    "false, relay.example, http://relay.example.evil, false",
    "false, relay.example, http://evilrelay.example, false",
    "false, relay.example, http://relay.example@evil, false",
    "false, relay.example, null, false",
    "false, relay.example, '', false",
    "false, relay.example, file://, false",
    "false, relay.example, http://relay.example/, false",
    "false, relay.example, http://relay.example http://evil, false",
  })
  void allowsItsOwnOriginOnly(boolean tls, String host, String origin, boolean allowed) {
    assertEquals(
        allowed, OriginPolicy.SAME_ORIGIN.allows(head(tls, "Host", host, "Origin", origin)));
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example, https://chat.example, true",
    "https://chat.example, https://CHAT.example, true",
    "https://chat.example:443, https://chat.example, true",
    "https://chat.example, http://chat.example, false",
    "https://chat.example, https://chat.example:8443, false",
    "https://chat.example, https://a.chat.example, false",
    "https://*.example, https://a.example, true",
    "https://*.example, https://a.b.example, true",
    "https://*.example, https://example, false",
    "https://*.example, https://aexample, false",
    "https://*.example, https://a.example.evil, false",
    "https://chat.example:*, https://chat.example:8443, true",
    "https://chat.example:*, https://chat.example, true",
    "'http://localhost:[3000,8080]', http://localhost:3000, true",
    "'http://localhost:[3000,8080]', http://localhost:8081, false",
    "https://b\u00fccher.example, https://xn--bcher-kva.example, true",
    "null, null, true",
    "https://chat.example, null, false",
    "*, null, true",
    "*, https://anything.at.all, true",
    "https://chat.example, http://relay.example:8080, true", // its own, always
  })
  void allowsWhatThePatternsSay(String pattern, String origin, boolean allowed) {
    assertEquals(allowed, allows(List.of(pattern), origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example",
        "https://",
        "https://chat.example/",
        "https://a*.example",
        "https://*",
        "ht tp://x",
        "https://x:99999999",
        "https://a.*.b",
        ""
      })
  void refusesWhatIsNoPattern(String pattern) {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> OriginPolicy.of(List.of(pattern), true));
    assertTrue(String.valueOf(problem.getMessage()).contains("'" + pattern + "'"));
  }

  @Test
  void letsInWhoeverIsNoBrowser() {
    assertTrue(OriginPolicy.SAME_ORIGIN.allows(head(false, "Host", "relay.example")));
  }

  @ParameterizedTest
  @CsvSource({
    "Referer, http://relay.example/page?x=1, true",
    "Referer, http://evil.example/http://relay.example, false",
    "Referer, about:blank, true",
    "Sec-Fetch-Site, same-origin, true",
    "Sec-Fetch-Site, none, true",
    "Sec-Fetch-Site, cross-site, false",
    "Sec-Fetch-Site, same-site, false",
  })
  void judgesScriptsAndFramesByWhatBrowsersSendInsteadOfAnOrigin(
      String header, String value, boolean allowed) {
    assertEquals(
        allowed,
        OriginPolicy.SAME_ORIGIN.allows(head(false, "Host", "relay.example", header, value)));
  }

  @Test
  void sendsNoCorsHeadersWhenAGatewayDoes() {
    HttpHeaders response = new DefaultHttpHeaders();
    OriginPolicy.of(List.of("*"), false)
        .addCors(head(false, "Host", "x", "Origin", "http://a.b"), response);
    assertTrue(response.isEmpty());
  }

  @Test
  void echoesTheOriginEvenWhereAllAreAllowed() {
    HttpHeaders response = new DefaultHttpHeaders();
    OriginPolicy.ANY.addCors(head(false, "Host", "x", "Origin", "http://a.b"), response);
    assertEquals("http://a.b", response.get("Access-Control-Allow-Origin"));
    assertEquals("true", response.get("Access-Control-Allow-Credentials"));
  }

  @Test
  void tellsBrowsersWhoMayFrameItsPages() {
    assertNull(OriginPolicy.ANY.frameAncestors());
    assertEquals("frame-ancestors 'self'", OriginPolicy.SAME_ORIGIN.frameAncestors());
    assertEquals(
        "frame-ancestors 'self' https://*.example http://a.b:* http://c.d:8080",
        OriginPolicy.of(
                List.of("https://*.example", "http://a.b:*", "http://c.d:8080", "null"), true)
            .frameAncestors());
  }

  @Test
  void knowsItsNetworks() throws Exception {
    AddressRanges ranges = AddressRanges.of(List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1"));
    for (String in : new String[] {"10.255.0.1", "192.0.2.7", "fd12::1", "::1"}) {
      assertTrue(ranges.contains(InetAddress.getByName(in)), in);
    }
    for (String out : new String[] {"11.0.0.1", "192.0.2.8", "fe80::1", "::2", "0.0.0.1"}) {
      assertFalse(ranges.contains(InetAddress.getByName(out)), out);
    }
    assertTrue(
        AddressRanges.of(List.of("0.0.0.0/0")).contains(InetAddress.getByName("::ffff:10.0.0.1")));
    for (String wrong :
        new String[] {"10.0.0.0/33", "10.0.0/8", "example.com", "::/129", "", "1.2.3.4/x"}) {
      assertThrows(IllegalArgumentException.class, () -> AddressRanges.of(List.of(wrong)), wrong);
    }
  }
}

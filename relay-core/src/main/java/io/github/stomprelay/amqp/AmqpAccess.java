package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where the broker is and as whom the relay logs in: from the URI, or from the single settings. */
record AmqpAccess(List<AmqpOptions.Address> addresses, BrokerAccount account, boolean tls) {
  private static final List<Setting<?>> SINGLE =
      List.of(
          AmqpOptions.HOST,
          AmqpOptions.PORT,
          AmqpOptions.USERNAME,
          AmqpOptions.PASSWORD.text(),
          AmqpOptions.PASSWORD.file(),
          AmqpOptions.VHOST,
          AmqpOptions.TLS);

  static AmqpAccess from(Values values) {
    AmqpAccess single = single(values);
    return values
        .secret(AmqpOptions.URI)
        .map(uri -> fromUri(values, uri.reveal(), single))
        .orElse(single);
  }

  private static AmqpAccess single(Values values) {
    boolean tls = values.get(AmqpOptions.TLS);
    int port = port(values.get(AmqpOptions.PORT), tls);
    if (values.get(AmqpOptions.HOST).isEmpty()) {
      values.error(AmqpOptions.HOST, "is empty", "name the broker's host");
    }
    return new AmqpAccess(
        values.get(AmqpOptions.HOST).stream().map(host -> address(values, host, port)).toList(),
        new BrokerAccount(
            values.get(AmqpOptions.VHOST),
            values.get(AmqpOptions.USERNAME),
            values.secret(AmqpOptions.PASSWORD).map(Secret::reveal).orElse("")),
        tls);
  }

  private static AmqpOptions.Address address(Values values, String text, int port) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.endsWith("]")) {
      return new AmqpOptions.Address(text, port);
    }
    int own = Integer.parseInt(text.substring(colon + 1));
    if (own < 1 || own > 65535) {
      values.error(AmqpOptions.HOST, "'" + text + "' has no valid port", "1 to 65535");
    }
    return new AmqpOptions.Address(text.substring(0, colon), own);
  }

  private static int port(int configured, boolean tls) {
    return configured > 0 ? configured : tls ? 5671 : 5672;
  }

  private static AmqpAccess fromUri(Values values, String text, AmqpAccess single) {
    Setting<?> setting =
        values.isSet(AmqpOptions.URI.file()) ? AmqpOptions.URI.file() : AmqpOptions.URI.text();
    for (Setting<?> other : SINGLE) {
      if (values.isSet(other) && !values.origin(setting).beats(values.origin(other))) {
        values.error(other, "is set together with amqp.uri", "remove one of them");
      }
    }
    try {
      return parse(new URI(text), single);
    } catch (URISyntaxException | IllegalArgumentException e) {
      // never the text: it holds the password
      values.error(
          setting, "is not a URI of a broker", "expected amqp://user:password@host:port/vhost");
      return single;
    }
  }

  private static AmqpAccess parse(URI uri, AmqpAccess single) {
    boolean tls = "amqps".equals(uri.getScheme());
    if ((!tls && !"amqp".equals(uri.getScheme())) || uri.getHost() == null) {
      throw new IllegalArgumentException();
    }
    String user = uri.getRawUserInfo() == null ? "guest:guest" : uri.getRawUserInfo();
    int colon = user.indexOf(':');
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return new AmqpAccess(
        List.of(new AmqpOptions.Address(uri.getHost(), port(uri.getPort(), tls))),
        new BrokerAccount(
            path.length() <= 1 ? "/" : decode(path.substring(1)),
            decode(colon < 0 ? user : user.substring(0, colon)),
            colon < 0 ? single.account.password() : decode(user.substring(colon + 1))),
        tls);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}

package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Publication;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where this account's publications were confirmed lately, so that the next one cannot close the
 * channel. Bounded: what was used longest ago has to be proven again.
 */
final class ProvenExchanges {
  private static final int LIMIT = 4096;
  private static final Pattern NAMED =
      Pattern.compile("exchange '((?:[^']|'(?! in vhost))*)'(?: in vhost|$)");

  private final Map<String, Boolean> proven = new Recent();

  /** Exchanges where permission depends on the routing key (topic authorisation). */
  private final Map<String, Boolean> keyed = new Recent();

  boolean contains(Publication publication) {
    return publication.exchange().isEmpty() || proven.get(place(publication)) != null;
  }

  void add(Publication publication) {
    if (!publication.exchange().isEmpty()) {
      proven.put(place(publication), true);
    }
  }

  /** Unlearns what a channel error names; the exchange it names, or null when it names none. */
  @Nullable String refute(BrokerError error) {
    Matcher matcher = NAMED.matcher(error.text());
    if (!matcher.find()) {
      return null;
    }
    String exchange = matcher.group(1);
    if (error.code() == BrokerError.ACCESS_REFUSED && error.text().contains("access to topic")) {
      keyed.put(exchange, true);
    }
    proven.remove(exchange);
    return exchange;
  }

  void clear() {
    proven.clear();
  }

  private String place(Publication publication) {
    String exchange = publication.exchange();
    return keyed.isEmpty() || keyed.get(exchange) == null
        ? exchange
        : exchange + '\0' + publication.routingKey();
  }

  private static final class Recent extends LinkedHashMap<String, Boolean> {
    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
      return size() > LIMIT;
    }
  }
}

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

  /** What the broker calls it in its refusals. */
  private static final String DEFAULT_EXCHANGE = "amq.default";

  private static final Pattern NAMED =
      Pattern.compile("exchange '((?:[^']|'(?! in vhost))*)'(?: in vhost|$)");

  private final Map<String, Boolean> proven = new Recent();

  /** Exchanges where permission depends on the routing key (topic authorisation). */
  private final Map<String, Boolean> keyed = new Recent();

  /** What was ever proven, queues declared among it: outlives links and refusals. */
  private final Map<String, Boolean> history = new Recent();

  /** The default exchange is taken for proven until it is refused: most may publish there. */
  private boolean defaultRefused;

  private boolean defaultConfirmed;

  boolean contains(Publication publication) {
    return publication.exchange().isEmpty()
        ? !defaultRefused
        : proven.get(place(publication)) != null;
  }

  void add(Publication publication) {
    if (publication.exchange().isEmpty()) {
      defaultRefused = false;
      defaultConfirmed = true;
    } else {
      proven.put(place(publication), true);
      history.put(place(publication), true);
    }
  }

  /** Confirmed without having been on probation. */
  void confirmed(Publication publication) {
    defaultConfirmed |= publication.exchange().isEmpty();
  }

  void declared(String queue) {
    history.put(queuePlace(queue), true);
  }

  /** Returns whether the broker refuses access that it used to grant. */
  boolean wasPermitted(Publication publication, BrokerError error) {
    if (error.code() != BrokerError.ACCESS_REFUSED) {
      return false;
    }
    if (publication.exchange().isEmpty()) {
      return defaultConfirmed;
    }
    String exchange = publication.exchange();
    return history.get(isAboutTopic(error) ? keyPlace(publication) : exchange) != null;
  }

  /** The same of declaring a queue. */
  boolean wasPermitted(String queue, BrokerError error) {
    return error.code() == BrokerError.ACCESS_REFUSED && history.get(queuePlace(queue)) != null;
  }

  /** Unlearns what a channel error names; the exchange it names, or null when it names none. */
  @Nullable String refute(BrokerError error) {
    Matcher matcher = NAMED.matcher(error.text());
    if (!matcher.find()) {
      return null;
    }
    String exchange = matcher.group(1);
    if (exchange.equals(DEFAULT_EXCHANGE)) {
      defaultRefused = true;
      return "";
    }
    if (isAboutTopic(error)) {
      keyed.put(exchange, true);
    }
    proven.remove(exchange);
    return exchange;
  }

  private static boolean isAboutTopic(BrokerError error) {
    return error.code() == BrokerError.ACCESS_REFUSED && error.text().contains("access to topic");
  }

  void clear() {
    proven.clear();
  }

  /** Returns what permission to publish depends on: the exchange, or the key as well. */
  String place(Publication publication) {
    String exchange = publication.exchange();
    return keyed.isEmpty() || keyed.get(exchange) == null ? exchange : keyPlace(publication);
  }

  private static String keyPlace(Publication publication) {
    return publication.exchange() + '\0' + publication.routingKey();
  }

  static String queuePlace(String queue) {
    return "\0" + queue;
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

package io.github.stomprelay.transport.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names by which a server may be called, so that no page of another site gets in by pointing
 * its own name at the server's address (DNS rebinding): {@code chat.example.com}, an address,
 * {@code *.example.com} for every sub-domain, {@code *} for every name. Immutable.
 */
public final class HostNames {
  /** Every name. */
  public static final HostNames ANY = of(List.of("*"));

  private final Set<String> names = new HashSet<>();
  private final List<String> domains = new ArrayList<>();
  private final Predicate<HostName> others;

  private HostNames(Iterable<String> patterns, Predicate<HostName> others) {
    boolean any = false;
    for (String pattern : patterns) {
      String lower = pattern.toLowerCase(Locale.ROOT);
      if (lower.equals("*")) {
        any = true;
      } else if (lower.startsWith("*.")) {
        domains.add(lower.substring(1));
      } else {
        names.add(HostName.of(lower).text());
      }
    }
    this.others = any ? host -> true : others;
  }

  /** These names and no others. */
  public static HostNames of(Iterable<String> names) {
    return new HostNames(names, host -> false);
  }

  /** These names, and every IP address, which no name server gives away. */
  public static HostNames withAddresses(Iterable<String> names) {
    return new HostNames(names, host -> host.address() != null);
  }

  /** These names, and those of the machine itself: localhost, 127.0.0.1, [::1] and the like. */
  public static HostNames withLoopback(Iterable<String> names) {
    return new HostNames(names, HostName::isLoopback);
  }

  /**
   * Returns whether a request with this {@code Host} means one of them. Without the header it comes
   * from no page.
   */
  public boolean know(@Nullable String header) {
    if (header == null) {
      return true;
    }
    HostName host = HostName.of(header);
    return names.contains(host.text())
        || domains.stream().anyMatch(host.text()::endsWith)
        || others.test(host);
  }

  /** The names; others that are known besides have none here. */
  @Override
  public String toString() {
    return names.toString() + domains;
  }
}

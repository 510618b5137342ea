package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect: those of the relay's own origin, and those that match a pattern (see
 * {@link OriginPattern}). A request without any sign of a page is let in: only browsers send one,
 * and only their pages need to be told apart. Immutable.
 */
public final class OriginPolicy {
  /** Only pages of the relay's own origin; what a relay does that was told nothing. */
  public static final OriginPolicy SAME_ORIGIN = of(List.of(), true);

  /** Every page. */
  public static final OriginPolicy ANY = of(List.of("*"), true);

  private final List<OriginPattern> patterns;
  private final boolean any;
  private final boolean cors;

  private OriginPolicy(List<OriginPattern> patterns, boolean any, boolean cors) {
    this.patterns = patterns;
    this.any = any;
    this.cors = cors;
  }

  /**
   * The policy of these patterns.
   *
   * @param cors whether CORS headers are sent; off behind a gateway that sends its own
   * @throws IllegalArgumentException naming the pattern that is none
   */
  public static OriginPolicy of(List<String> patterns, boolean cors) {
    List<OriginPattern> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      if (!pattern.trim().equals("*")) {
        parsed.add(OriginPattern.of(pattern.trim()));
      }
    }
    return new OriginPolicy(
        List.copyOf(parsed), patterns.stream().anyMatch(p -> p.trim().equals("*")), cors);
  }

  /** The hosts in patterns of origins, as patterns of {@link HostNames}. */
  public static List<String> hosts(List<String> patterns) {
    List<String> hosts = new ArrayList<>();
    for (String pattern : patterns) {
      String text = pattern.trim();
      hosts.add(text.equals("*") ? text : OriginPattern.of(text).hosts());
    }
    hosts.removeIf(String::isEmpty);
    return hosts;
  }

  /** Returns whether the page that makes this request may. */
  public boolean allows(RequestHead head) {
    if (any) {
      return true;
    }
    @Nullable String origin = head.header(HttpHeaderNames.ORIGIN);
    if (origin != null) {
      return allows(head, origin);
    }
    return allowsWithoutOrigin(head);
  }

  /**
   * Scripts, frames and images carry no Origin; browsers then tell by Referer, or at least whether
   * the page is another site's.
   */
  private boolean allowsWithoutOrigin(RequestHead head) {
    @Nullable String referer = head.header(HttpHeaderNames.REFERER);
    @Nullable String page = referer == null ? null : Origin.ofUrl(referer);
    if (page != null) {
      return allows(head, page);
    }
    @Nullable String site = head.header("Sec-Fetch-Site");
    return site == null || site.equals("none") || site.equals("same-origin");
  }

  private boolean allows(RequestHead head, String text) {
    @Nullable Origin origin = Origin.parse(text);
    for (OriginPattern pattern : patterns) {
      if (pattern.matches(text, origin)) {
        return true;
      }
    }
    return origin != null && isOwn(head, origin);
  }

  private static boolean isOwn(RequestHead head, Origin origin) {
    @Nullable String host = head.header(HttpHeaderNames.HOST);
    if (host == null || (head.client().encrypted() && !origin.scheme().equals("https"))) {
      return false;
    }
    // a proxy in front may end TLS without saying so: then the page's scheme is the better witness
    return origin.equals(Origin.parse(origin.scheme() + "://" + host));
  }

  /** Adds what lets the page read the answer; for {@code withCredentials} the origin is echoed. */
  public void addCors(RequestHead head, HttpHeaders response) {
    if (!cors) {
      return;
    }
    @Nullable String origin = head.header(HttpHeaderNames.ORIGIN);
    if (origin == null) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
      response.set(HttpHeaderNames.VARY, "Origin");
    }
    @Nullable String asked = head.header(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
    if (asked != null && !asked.isEmpty()) {
      response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked);
    }
  }

  /**
   * Returns which pages may show a page of ours in a frame, as a CSP directive; null for every
   * page.
   */
  public @Nullable String frameAncestors() {
    if (any) {
      return null;
    }
    StringBuilder directive = new StringBuilder("frame-ancestors 'self'");
    for (OriginPattern pattern : patterns) {
      for (String source : pattern.sources()) {
        directive.append(' ').append(source);
      }
    }
    return directive.toString();
  }
}

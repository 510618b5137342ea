package io.github.stomprelay.route;

/**
 * Rules for all routes.
 *
 * @param safeCharacters what a value inside a routing key or a room may consist of, as single
 *     characters and ranges: {@code A-Za-z0-9_@-}; a {@code -} at the end is itself
 * @param maxRooms that one session may join
 * @param maxDepth of objects and arrays within each other in a JSON body
 * @param maxBodyBytes of a JSON body; it is read on the event loop, and a body of nothing but
 *     numbers costs most
 */
public record RouteOptions(String safeCharacters, int maxRooms, int maxDepth, int maxBodyBytes) {
  /** 100 rooms; 32 levels; 64 KiB, which is what Spring takes. */
  public static RouteOptions defaults() {
    return new RouteOptions("A-Za-z0-9_@-", 100, 32, 1 << 16);
  }
}

package io.github.stomprelay.session;

import org.jspecify.annotations.Nullable;

/**
 * Which sessions an operator wants to see.
 *
 * @param user the name of their user, or null for any
 * @param client what their client calls itself, or null for any
 * @param after only those whose id is greater, for the next page; "" for the first
 * @param limit at most so many
 * @param details whether with their subscriptions
 */
public record SessionQuery(
    @Nullable String user, @Nullable String client, String after, int limit, boolean details) {
  public SessionQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("a page of " + limit + " sessions");
    }
  }

  /**
   * Returns whether a session of this user and client is one of them; null for what it has not yet.
   */
  boolean wants(@Nullable String itsUser, @Nullable String itsClient) {
    return (user == null || user.equals(itsUser)) && (client == null || client.equals(itsClient));
  }
}

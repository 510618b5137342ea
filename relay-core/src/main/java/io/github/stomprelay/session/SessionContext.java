package io.github.stomprelay.session;

import io.github.stomprelay.permission.PermissionRules;

/**
 * What the parts of one session share.
 *
 * @param id {@code session-<22 characters>}, from a secure generator
 * @param client the session as its destinations see it
 */
record SessionContext(
    String id,
    ClientContext client,
    ClientConnection connection,
    Reading reading,
    Replies replies,
    MessageTemplates templates,
    UnacknowledgedDeliveries unacknowledged,
    Outbox outbox) {

  /** Returns the session as log lines name it. */
  SessionLabel label() {
    return client.label();
  }

  SessionOptions options() {
    return client.options();
  }

  PermissionRules permissions() {
    return client.permissions();
  }

  SessionCounters counters() {
    return client.counters();
  }
}

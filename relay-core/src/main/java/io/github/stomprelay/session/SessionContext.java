package io.github.stomprelay.session;

import io.github.stomprelay.permission.PermissionRules;
import java.util.List;

/**
 * What the parts of one session share. Confined to the session's loop.
 *
 * @param id {@code session-<22 characters>}, from a secure generator
 * @param label the session in log lines
 * @param kinds of destinations beyond those that every session has
 */
record SessionContext(
    String id,
    SessionLabel label,
    ClientConnection connection,
    Reading reading,
    SessionOptions options,
    PermissionRules permissions,
    SessionCounters counters,
    Replies replies,
    MessageTemplates templates,
    UnacknowledgedDeliveries unacknowledged,
    Outbox outbox,
    List<DestinationHandler.Kind> kinds) {}

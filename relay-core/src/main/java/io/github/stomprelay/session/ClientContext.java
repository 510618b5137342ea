package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.permission.PermissionRules;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What destinations need to know of a client, whether it speaks STOMP ({@link SessionContext}) or
 * not ({@link DirectClient}). Confined to the client's loop.
 *
 * @param label the client in log lines
 * @param debt what waits for the client or because of it
 * @param kinds of destinations beyond those that every client has
 */
record ClientContext(
    SessionLabel label,
    ScheduledExecutorService loop,
    Debt debt,
    SessionOptions options,
    PermissionRules permissions,
    SessionCounters counters,
    List<DestinationHandler.Kind> kinds) {}

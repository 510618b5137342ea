package io.github.stomprelay.session;

import io.github.stomprelay.limit.FailedLogins;
import io.github.stomprelay.limit.LimitCounters;
import io.github.stomprelay.limit.NetworkKey;

/** All addresses and all users that have sessions. Safe for all threads. */
record SessionQuotas(
    QuotaRegistry<NetworkKey> addresses, QuotaRegistry<String> users, FailedLogins failed) {
  SessionQuotas(LimitCounters counters) {
    this(
        new QuotaRegistry<>(QuotaRegistry.Kind.ADDRESS, counters),
        new QuotaRegistry<>(QuotaRegistry.Kind.USER, counters),
        new FailedLogins());
  }
}

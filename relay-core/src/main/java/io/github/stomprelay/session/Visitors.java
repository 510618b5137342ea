package io.github.stomprelay.session;

import io.github.stomprelay.limit.FailedLogins;
import io.github.stomprelay.limit.LimitCounters;
import io.github.stomprelay.limit.NetworkKey;

/** All addresses and all users that have sessions. Safe for all threads. */
record Visitors(
    VisitorLimits<NetworkKey> addresses, VisitorLimits<String> users, FailedLogins failed) {
  Visitors(LimitCounters counters) {
    this(
        new VisitorLimits<>(VisitorLimits.Kind.ADDRESS, counters),
        new VisitorLimits<>(VisitorLimits.Kind.USER, counters),
        new FailedLogins());
  }
}

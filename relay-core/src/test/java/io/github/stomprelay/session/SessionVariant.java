package io.github.stomprelay.session;

import io.github.stomprelay.destination.DestinationAliases;
import java.util.List;

/** The defaults but for one thing. */
final class SessionVariant {
  private static final SessionOptions USUAL = SessionOptions.defaults();

  private SessionVariant() {}

  static SessionOptions with(List<DestinationClass> classes) {
    return with(false, USUAL.pace(), USUAL.aliases(), classes);
  }

  static SessionOptions with(SessionOptions.Pace pace) {
    return with(false, pace, USUAL.aliases(), List.of());
  }

  static SessionOptions with(DestinationAliases aliases) {
    return with(false, USUAL.pace(), aliases, List.of());
  }

  static SessionOptions lenient() {
    return with(true, USUAL.pace(), USUAL.aliases(), List.of());
  }

  private static SessionOptions with(
      boolean lenientErrors,
      SessionOptions.Pace pace,
      DestinationAliases aliases,
      List<DestinationClass> classes) {
    return new SessionOptions(
        USUAL.serverHeader(),
        lenientErrors,
        USUAL.lenientBooleans(),
        USUAL.login(),
        USUAL.topics(),
        USUAL.answers(),
        USUAL.tokens(),
        USUAL.limits(),
        pace,
        USUAL.visits(),
        USUAL.numericHeaders(),
        aliases,
        USUAL.publishingNotices(),
        USUAL.queuePrefix(),
        classes);
  }
}

package io.github.stomprelay.stomp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version of the protocol, oldest first, so that {@link #compareTo} tells the newer one. */
public enum StompVersion {
  V1_0("1.0"),
  V1_1("1.1"),
  V1_2("1.2");

  private final String text;

  StompVersion(String text) {
    this.text = text;
  }

  /** The version as the wire has it, such as {@code 1.2}. */
  public String text() {
    return text;
  }

  /**
   * The highest version that a client offers and the relay speaks.
   *
   * @param acceptVersion the {@code accept-version} header of CONNECT; null means 1.0. Spaces
   *     around the commas are fine (RabbitMQ stumbles over them).
   * @return empty if there is none in common
   */
  public static Optional<StompVersion> negotiate(@Nullable String acceptVersion) {
    if (acceptVersion == null) {
      return Optional.of(V1_0);
    }
    @Nullable StompVersion best = null;
    for (String offer : acceptVersion.split(",", -1)) {
      for (StompVersion version : values()) {
        if (version.text.equals(offer.strip()) && (best == null || version.compareTo(best) > 0)) {
          best = version;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}

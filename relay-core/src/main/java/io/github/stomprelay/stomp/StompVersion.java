package io.github.stomprelay.stomp;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Several, oldest first, as headers list them: {@code 1.0,1.1}. */
  public static String list(Collection<StompVersion> versions) {
    return versions.stream().sorted().map(StompVersion::text).collect(Collectors.joining(","));
  }

  /**
   * The highest version that a client offers and the relay speaks.
   *
   * @param acceptVersion the {@code accept-version} header of CONNECT; null means 1.0. Spaces
   *     around the commas are fine (RabbitMQ stumbles over them).
   * @return empty if there is none in common
   */
  public static Optional<StompVersion> negotiate(@Nullable String acceptVersion) {
    return negotiate(acceptVersion, EnumSet.allOf(StompVersion.class));
  }

  /**
   * The same of fewer versions.
   *
   * @param spoken the versions to choose from
   */
  public static Optional<StompVersion> negotiate(
      @Nullable String acceptVersion, Set<StompVersion> spoken) {
    String offers = acceptVersion == null ? V1_0.text : acceptVersion;
    @Nullable StompVersion best = null;
    for (String offer : offers.split(",", -1)) {
      for (StompVersion version : spoken) {
        if (version.text.equals(offer.strip()) && (best == null || version.compareTo(best) > 0)) {
          best = version;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}

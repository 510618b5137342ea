package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * Rules for all application routes, and for counting who is in a room.
 *
 * @param safeCharacters what a value inside a routing key or a room may consist of
 * @param maxRooms that one session may join
 * @param maxDepth of objects and arrays within each other in a JSON body
 */
public record RoutingConfig(String safeCharacters, int maxRooms, int maxDepth, Presence presence) {
  /**
   * Counting across relays.
   *
   * @param exchange fanout exchange by which relays tell each other; empty: each counts its own
   * @param interval between two tellings of all
   * @param expiry after which a silent relay's people no longer count
   */
  public record Presence(String exchange, Duration interval, Duration expiry) {}

  static final SettingGroup SETTINGS =
      new SettingGroup("Application routes and presence, in general");
  private static final Setting<String> SAFE_CHARACTERS =
      SETTINGS
          .reloadable()
          .add(
              "routes.safe-characters",
              ValueTypes.matching(
                  "\\S+", "characters and ranges, such as A-Za-z0-9_@-", "A-Za-z0-9"),
              "A-Za-z0-9_@-",
              "What a value inside a routing key or a room may consist of.");
  private static final Setting<Integer> MAX_ROOMS =
      SETTINGS
          .reloadable()
          .count("routes.max-rooms", 1, 100_000, 100, "Rooms that one session may join.");
  private static final Setting<Integer> MAX_DEPTH =
      SETTINGS.reloadable().count("routes.max-depth", 1, 512, 32, "Nesting of a JSON body.");
  private static final Setting<String> PRESENCE_EXCHANGE =
      SETTINGS.text(
          "presence.exchange",
          "",
          "Fanout exchange by which relays tell each other who is in a room; empty: each counts its"
              + " own.");
  private static final Setting<Duration> PRESENCE_INTERVAL =
      SETTINGS.duration("presence.interval", "10s", "How often they tell all.");
  private static final Setting<Duration> PRESENCE_EXPIRY =
      SETTINGS.duration(
          "presence.expiry", "30s", "Time after which a silent relay's people no longer count.");

  static RoutingConfig from(Values values) {
    Presence presence =
        new Presence(
            values.get(PRESENCE_EXCHANGE),
            values.get(PRESENCE_INTERVAL),
            values.get(PRESENCE_EXPIRY));
    if (presence.expiry.compareTo(presence.interval) <= 0) {
      values.error(
          PRESENCE_EXPIRY, "is not above presence.interval", "set about three times as much");
    }
    return new RoutingConfig(
        values.get(SAFE_CHARACTERS), values.get(MAX_ROOMS), values.get(MAX_DEPTH), presence);
  }
}

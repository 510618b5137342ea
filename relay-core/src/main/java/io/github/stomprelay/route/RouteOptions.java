package io.github.stomprelay.route;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;

/**
 * Rules for all routes.
 *
 * @param safeCharacters what a value inside a routing key or a room may consist of, as single
 *     characters and ranges: {@code A-Za-z0-9_@-}; a {@code -} at the end is itself
 * @param maxRooms that one session may join
 * @param maxDepth of objects and arrays within each other in a JSON body
 * @param maxBodyBytes of a JSON body; it is read on the event loop, and a body of nothing but
 *     numbers costs most
 */
public record RouteOptions(String safeCharacters, int maxRooms, int maxDepth, int maxBodyBytes) {
  public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<String> SAFE_CHARACTERS =
      SETTINGS.add(
          "routes.safe-characters",
          ValueTypes.matching("\\S+", "characters and ranges, such as A-Za-z0-9_@-", "A-Za-z0-9"),
          "A-Za-z0-9_@-",
          "What a value inside a routing key or a room may consist of.");
  private static final Setting<Integer> MAX_ROOMS =
      SETTINGS.count("routes.max-rooms", 1, 100_000, 100, "Rooms that one session may join.");
  private static final Setting<Integer> MAX_DEPTH =
      SETTINGS.reloadable().count("routes.max-depth", 1, 512, 32, "Nesting of a JSON body.");

  /** 64 KiB, which is what Spring takes. */
  private static final int MAX_BODY_BYTES = 1 << 16;

  /** Nothing set: every value its default. */
  public static RouteOptions defaults() {
    return from(Values.defaults());
  }

  /** Returns what is configured. */
  public static RouteOptions from(Values values) {
    return new RouteOptions(
        values.get(SAFE_CHARACTERS), values.get(MAX_ROOMS), values.get(MAX_DEPTH), MAX_BODY_BYTES);
  }
}

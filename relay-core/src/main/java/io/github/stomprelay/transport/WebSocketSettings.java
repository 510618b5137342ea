package io.github.stomprelay.transport;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * How plain WebSockets are served.
 *
 * @param pingInterval between the server's pings, a second proof of life; zero for none
 * @param coalesceBytes up to which size the MESSAGEs of one turn share a WebSocket message; 0: one
 *     STOMP frame per WebSocket message, which every client understands
 * @param compression whether to accept permessage-deflate
 */
public record WebSocketSettings(Duration pingInterval, int coalesceBytes, boolean compression) {
  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Duration> PING_INTERVAL =
      SETTINGS.durationOrOff("websocket.ping-interval", "25s", "Time between pings.");
  private static final Setting<Boolean> COMPRESSION =
      SETTINGS.flag("websocket.compression", false, "Offer permessage-deflate.");
  private static final Setting<Integer> COALESCE_BYTES =
      SETTINGS.bytes(
          "websocket.coalesce-bytes",
          "0",
          "Put STOMP frames that are ready together into one message, up to this size; 0: never.");

  /** Without any settings. */
  public static final WebSocketSettings DEFAULT = from(Values.defaults());

  /** Returns what is configured. */
  public static WebSocketSettings from(Values values) {
    return new WebSocketSettings(
        values.get(PING_INTERVAL), values.get(COALESCE_BYTES), values.get(COMPRESSION));
  }
}

package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * WebSocket.
 *
 * @param pingInterval zero: no pings
 * @param compression whether permessage-deflate is offered
 * @param coalesceBytes up to how many bytes of STOMP frames share one WebSocket message; 0: one
 *     each
 * @param tokenExpiredCode of the close frame that ends a session whose token has expired
 */
public record WebSocketConfig(
    Duration pingInterval,
    boolean compression,
    int coalesceBytes,
    NulInBody nulInBody,
    int tokenExpiredCode) {
  /** What becomes of a NUL in a body towards clients that split on NUL. */
  public enum NulInBody {
    /** U+FFFD in its place, and a header that says so. */
    REPLACE,
    /** As it is: for pages known to honour content-length. */
    PASS
  }

  static final SettingGroup SETTINGS = new SettingGroup("WebSocket");
  private static final Setting<Duration> PING_INTERVAL =
      SETTINGS.durationOrOff("websocket.ping-interval", "25s", "Time between pings.");
  private static final Setting<Boolean> COMPRESSION =
      SETTINGS.flag("websocket.compression", false, "Offer permessage-deflate.");
  private static final Setting<Integer> COALESCE_BYTES =
      SETTINGS.bytes(
          "websocket.coalesce-bytes",
          "0",
          "Put STOMP frames that are ready together into one message, up to this size; 0: never.");
  private static final Setting<NulInBody> NUL_IN_BODY =
      SETTINGS.choice(
          "websocket.nul-in-body",
          NulInBody.REPLACE,
          "What becomes of a NUL in a body, towards clients that may take it for the frame's end.");

  private static final Setting<String> TOKEN_EXPIRED_CODE =
      SETTINGS.add(
          "websocket.token-expired-code",
          ValueTypes.oneOf("4001", "1008"),
          "4001",
          "Close code, of SockJS as well, when a session's token has expired.");

  static WebSocketConfig from(Values values) {
    return new WebSocketConfig(
        values.get(PING_INTERVAL),
        values.get(COMPRESSION),
        values.get(COALESCE_BYTES),
        values.get(NUL_IN_BODY),
        Integer.parseInt(values.get(TOKEN_EXPIRED_CODE)));
  }
}

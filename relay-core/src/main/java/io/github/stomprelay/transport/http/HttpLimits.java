package io.github.stomprelay.transport.http;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * What an HTTP client may ask for.
 *
 * @param lineBytes the request line
 * @param headerBytes all headers together
 * @param requestTimeout from a request's first byte, or the socket's opening, to its last byte
 * @param idleTimeout how long a connection may lie idle between two requests
 * @param pipelined requests that may wait behind the one being answered, or come in one read with
 *     it; with more the connection is closed
 */
public record HttpLimits(
    int lineBytes, int headerBytes, Duration requestTimeout, Duration idleTimeout, int pipelined) {
  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Duration> REQUEST_TIMEOUT =
      SETTINGS.duration(
          "http.request-timeout", "10s", "Time for a request, from its first byte to its last.");
  private static final Setting<Duration> IDLE_TIMEOUT =
      SETTINGS.duration("http.idle-timeout", "75s", "Time between two requests on a connection.");

  private static final int LINE_BYTES = 8 << 10;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int PIPELINED = 8;

  /** Without any settings. */
  public static final HttpLimits DEFAULT = from(Values.defaults());

  /** Returns what is configured. */
  public static HttpLimits from(Values values) {
    return new HttpLimits(
        LINE_BYTES, HEADER_BYTES, values.get(REQUEST_TIMEOUT), values.get(IDLE_TIMEOUT), PIPELINED);
  }
}

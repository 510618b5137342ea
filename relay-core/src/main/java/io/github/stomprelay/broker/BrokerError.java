package io.github.stomprelay.broker;

/**
 * Why the broker, or the way to it, refused something.
 *
 * @param code AMQP reply code, such as 404; 0 where the relay itself refused
 * @param name the code's name in lower case, such as {@code not_found}: the ERROR frame's {@code
 *     message} header
 * @param text the broker's reply text, or the relay's own words: names the thing, what is wrong,
 *     what to do
 */
public record BrokerError(int code, String name, String text) {
  public static final int CONNECTION_FORCED = 320;
  public static final int ACCESS_REFUSED = 403;
  public static final int NOT_FOUND = 404;
  public static final int RESOURCE_LOCKED = 405;
  public static final int PRECONDITION_FAILED = 406;
  public static final int NOT_ALLOWED = 530;
  public static final int INTERNAL_ERROR = 541;

  /** An error of this AMQP reply code. */
  public static BrokerError of(int code, String text) {
    return new BrokerError(code, nameOf(code), text);
  }

  /** An error the relay found by itself. */
  public static BrokerError local(String name, String text) {
    return new BrokerError(0, name, text);
  }

  private static String nameOf(int code) {
    return switch (code) {
      case 311 -> "content_too_large";
      case 312 -> "no_route";
      case 313 -> "no_consumers";
      case 320 -> "connection_forced";
      case 402 -> "invalid_path";
      case 403 -> "access_refused";
      case 404 -> "not_found";
      case 405 -> "resource_locked";
      case 406 -> "precondition_failed";
      case 501 -> "frame_error";
      case 502 -> "syntax_error";
      case 503 -> "command_invalid";
      case 504 -> "channel_error";
      case 505 -> "unexpected_frame";
      case 506 -> "resource_error";
      case 530 -> "not_allowed";
      case 540 -> "not_implemented";
      case INTERNAL_ERROR -> "internal_error";
      default -> "amqp_" + code;
    };
  }
}

package io.github.stomprelay.cli.logging;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * logback's JSON, with the few characters escaped that JSON allows and terminals do not: as a
 * backslash, u and four hexadecimal digits, which is JSON too.
 */
final class JsonLines extends JsonEncoder {
  JsonLines() {
    setWithContext(false);
    setWithSequenceNumber(false);
    setWithNanoseconds(false);
    setWithMessage(false);
    setWithArguments(false);
    setWithFormattedMessage(true);
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    String json = new String(super.encode(event), StandardCharsets.UTF_8).stripTrailing();
    return (Escapes.escape(json) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}

package io.github.stomprelay.transport.http;

import io.github.stomprelay.testkit.FuzzInput;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: bytes are requests that only one reading has, or a status that refuses them; the
 * same however they are cut.
 */
public final class HttpRequestFuzz {
  private static final HttpLimits LIMITS =
      new HttpLimits(256, 1024, Duration.ofSeconds(10), Duration.ofSeconds(75), 8);

  private static final String TOO_LONG = "too long\n";

  private HttpRequestFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    int piece = 1 + input.choose(64);
    byte[] wire = input.rest();
    String whole = read(wire, Math.max(1, wire.length));
    String cut = read(wire, piece);
    if (!whole.equals(cut) && !meetsLimit(whole, cut) && !meetsLimit(cut, whole)) {
      throw new AssertionError("whole:\n" + whole + "\ncut:\n" + cut);
    }
  }

  /**
   * Returns whether one reading ends at a limit, and agrees with the other as far as it goes: a
   * line that is just as long as may be is too long for Netty while its LF has not come.
   */
  private static boolean meetsLimit(String one, String other) {
    return one.endsWith(TOO_LONG)
        && other.startsWith(one.substring(0, one.length() - TOO_LONG.length()));
  }

  private static String read(byte[] wire, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel(new StrictRequestDecoder(LIMITS));
    StringBuilder read = new StringBuilder();
    for (int at = 0; at < wire.length; at += piece) {
      channel.writeInbound(
          Unpooled.wrappedBuffer(Arrays.copyOfRange(wire, at, Math.min(wire.length, at + piece))));
      @Nullable Object message = channel.readInbound();
      while (message != null) {
        if (describe(message, read)) {
          channel.finishAndReleaseAll();
          return read.toString();
        }
        message = channel.readInbound();
      }
    }
    channel.finishAndReleaseAll();
    return read.toString();
  }

  /** Returns whether nothing behind it would be read. */
  private static boolean describe(Object message, StringBuilder to) {
    try {
      if (message instanceof HttpRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException
            || cause instanceof TooLongHttpHeaderException) {
          to.append(TOO_LONG);
          return true;
        }
        if (RequestCheck.problem(request) != null) {
          to.append("refused\n"); // of two reasons either may be named
          return true;
        }
        if (request.headers().getAll(HttpHeaderNames.HOST).size() > 1
            || request.headers().getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1
            || (request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING))) {
          throw new AssertionError("two readings: " + request);
        }
        to.append(request.method()).append(' ').append(request.uri()).append('\n');
        request.headers().forEach(e -> to.append(e.getKey()).append(':').append(e.getValue()));
      }
      if (message instanceof HttpContent content) {
        if (content.decoderResult().isFailure()) {
          to.append("broken body\n");
          return true;
        }
        to.append(content.content().toString(StandardCharsets.ISO_8859_1));
      }
      return false;
    } finally {
      ReferenceCountUtil.release(message);
    }
  }
}

package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The page that talks for pages of other origins. It is of our origin, so what it sends afterwards
 * looks like our own: which pages may frame it is told to the browser.
 */
final class IframePage {
  /** Fixed by the protocol but for the library's URL. */
  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html>
      <head>
        <meta http-equiv="X-UA-Compatible" content="IE=edge" />
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
        <script src="%s"></script>
        <script>
          document.domain = document.domain;
          SockJS.bootstrap_iframe();
        </script>
      </head>
      <body>
        <h2>Don't panic!</h2>
        <p>This is a SockJS hidden iframe. It's used for cross domain magic.</p>
      </body>
      </html>""";

  private final String page;
  private final String tag;
  private final @Nullable String frameAncestors;
  private final ReplyHeaders replies;

  IframePage(SockJsSettings settings, OriginPolicy origins, ReplyHeaders replies) {
    this.page = PAGE.formatted(settings.clientLibrary());
    this.tag = '"' + hash(page) + '"';
    this.frameAncestors = origins.frameAncestors();
    this.replies = replies;
  }

  void serve(HttpExchange exchange) {
    if (tag.equals(exchange.head().header(HttpHeaderNames.IF_NONE_MATCH))) {
      HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.ETAG, tag);
      exchange.respond(HttpResponseStatus.NOT_MODIFIED, headers, new byte[0]);
      return;
    }
    HttpHeaders headers =
        replies
            .cacheable()
            .set(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=UTF-8")
            .set(HttpHeaderNames.ETAG, tag);
    if (frameAncestors != null) {
      headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, frameAncestors);
    }
    exchange.respond(HttpResponseStatus.OK, headers, page.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The headers that SockJS replies share. */
final class ReplyHeaders {
  private static final String NO_CACHE =
      "no-store, no-cache, no-transform, must-revalidate, max-age=0";
  private static final int YEAR_SECONDS = 31_536_000;
  private static final String COOKIE = "JSESSIONID";

  private final OriginPolicy origins;
  private final boolean cookie;

  ReplyHeaders(OriginPolicy origins, boolean cookie) {
    this.origins = origins;
    this.cookie = cookie;
  }

  /** Of a reply that nobody may keep. */
  HttpHeaders fresh(String contentType) {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .set(HttpHeaderNames.CACHE_CONTROL, NO_CACHE);
  }

  /** Of a reply that may be kept for a year. */
  HttpHeaders cacheable() {
    ZonedDateTime expiry = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(YEAR_SECONDS);
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.CACHE_CONTROL, "public, max-age=" + YEAR_SECONDS)
        .set(HttpHeaderNames.EXPIRES, DateTimeFormatter.RFC_1123_DATE_TIME.format(expiry));
  }

  HttpHeaders withCors(RequestHead head, HttpHeaders headers) {
    origins.addCors(head, headers);
    return headers;
  }

  /** For balancers that stick to a cookie; it means nothing here. */
  HttpHeaders withCookie(RequestHead head, HttpHeaders headers) {
    if (cookie) {
      headers.set(HttpHeaderNames.SET_COOKIE, COOKIE + "=" + cookieValue(head) + "; path=/");
    }
    return headers;
  }

  private static String cookieValue(RequestHead head) {
    @Nullable String sent = head.header(HttpHeaderNames.COOKIE);
    if (sent != null) {
      for (Cookie each : ServerCookieDecoder.STRICT.decode(sent)) {
        if (each.name().equals(COOKIE)) {
          return each.value();
        }
      }
    }
    return "dummy";
  }

  /** Of the answer to a preflight request. */
  HttpHeaders preflight(RequestHead head, String methods) {
    HttpHeaders headers = cacheable();
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, YEAR_SECONDS);
    return withCors(head, headers);
  }
}

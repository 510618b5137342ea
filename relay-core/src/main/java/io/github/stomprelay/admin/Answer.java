package io.github.stomprelay.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** What the admin port answers to one request. */
record Answer(HttpResponseStatus status, String type, ByteBuf body) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** One line for the operator. */
  static Answer line(HttpResponseStatus status, String line) {
    return of(status, TEXT, line + "\n");
  }

  static Answer json(HttpResponseStatus status, String json) {
    return of(status, JSON, json + "\n");
  }

  private static Answer of(HttpResponseStatus status, String type, String body) {
    return new Answer(status, type, Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
  }
}

package io.github.stomprelay.route;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One application destination: what a SEND to it becomes. Templates may hold {@code {body.field}}
 * (nested with further dots), {@code {path.variable}}, {@code {claims.name}} and {@code
 * {principal}}; see {@link Routes} for what is done with them.
 *
 * @param name of the route, for errors and metrics
 * @param destination pattern with {@code {variables}}, one per segment: {@code
 *     /app/every-chat/message/{roomId}}; {@code .} and {@code /} mean the same in it
 * @param exchange to publish to
 * @param routingKey template; its values may only hold safe characters
 * @param set templates of fields to set in the JSON body, in this order
 * @param headers templates of AMQP headers to set, in this order
 * @param contentType of what is published; with a JSON one the body must be a JSON object
 * @param persistent whether the broker keeps it through a restart
 * @param ephemeral whether it may be shed under pressure; not confirmed
 * @param join template of the room that the sender joins with this SEND, or null
 * @param leave what is published for each joined room when the session ends, or null
 * @param countField the body field that receives the number of people in the joined room, or null
 * @param require what must hold for a SEND to be taken (see {@link Requirement}), or null
 */
public record RouteDefinition(
    String name,
    String destination,
    String exchange,
    String routingKey,
    Map<String, String> set,
    Map<String, String> headers,
    String contentType,
    boolean persistent,
    boolean ephemeral,
    @Nullable String join,
    @Nullable Leave leave,
    @Nullable String countField,
    @Nullable String require) {

  /**
   * What is published when a session that joined a room ends, however it ends. Its templates may
   * hold {@code {room}}, {@code {principal}} and {@code {claims.name}}. Content type and
   * persistence are the route's.
   *
   * @param headers templates of AMQP headers to set, in this order
   * @param body templates of the fields, in the order in which they are written
   * @param countField the field that receives the number of people left, after all others; or null
   */
  public record Leave(
      String exchange,
      String routingKey,
      Map<String, String> headers,
      Map<String, String> body,
      @Nullable String countField) {
    /** Keeps the order of the maps. */
    public Leave {
      headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
      body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
    }
  }

  /** Keeps the order of the maps. */
  public RouteDefinition {
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }
}

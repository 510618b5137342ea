package io.github.stomprelay.route;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

  public static final SettingGroup SETTINGS =
      SettingGroup.named(
              "Application routes: route.<name>.…",
              "route",
              """
              # One route in full: who sends {"roomId":"r1"} to /app/chat.addUser (or to /app/chat/addUser)
              # joins room r1, everybody in it is told, and told again when that session ends.
              route.add-user.destination=/app/chat.addUser
              route.add-user.exchange=connect.exchange
              route.add-user.routing-key=room.{body.roomId}
              route.add-user.set.sender={principal}
              route.add-user.set.type=JOIN
              route.add-user.set.auth={claims.roles}
              route.add-user.headers.__TypeId__=com.example.chat.Message
              route.add-user.content-type=application/json
              route.add-user.persistent=true
              route.add-user.ephemeral=false
              route.add-user.join={body.roomId}
              route.add-user.count-field=count
              route.add-user.leave.exchange=disconnect.exchange
              route.add-user.leave.routing-key=room.{room}
              route.add-user.leave.body.type=LEAVE
              route.add-user.leave.body.sender={principal}
              route.add-user.leave.body.roomId={room}
              route.add-user.leave.body.auth={claims.roles}
              route.add-user.leave.count-field=count
              # A variable of the destination: a SEND to /app/room/r1/typing is published with key room.r1.
              route.typing.destination=/app/room/{roomId}/typing
              route.typing.exchange=typing.exchange
              route.typing.routing-key=room.{path.roomId}
              route.typing.ephemeral=true
              # Only for those whose token names the room: {"rooms":["r1","r2"]}.
              route.typing.require=path.roomId in claims.rooms
              """)
          .reloadable();
  private static final Setting<String> DESTINATION =
      SETTINGS.text(
          "destination",
          "",
          "Such as /app/chat.sendMessage or /app/room/{roomId}; dots and slashes are the same.");
  private static final Setting<String> EXCHANGE =
      SETTINGS.text("exchange", "", "Exchange to publish to.");
  private static final Setting<String> ROUTING_KEY =
      SETTINGS.text(
          "routing-key", "", "Template over {body.x}, {path.x}, {claims.x} and {principal}.");
  private static final Setting<String> SET =
      SETTINGS.text("set.<field>", "", "A field to set in the JSON body: a template, or a text.");
  private static final Setting<String> HEADER =
      SETTINGS.text("headers.<header>", "", "An AMQP header to set: a template, or a text.");
  private static final Setting<String> CONTENT_TYPE =
      SETTINGS.text("content-type", "application/json", "Content type of what is published.");
  private static final Setting<Boolean> PERSISTENT =
      SETTINGS.flag("persistent", true, "Survives a restart of the broker.");
  private static final Setting<Boolean> EPHEMERAL =
      SETTINGS.flag(
          "ephemeral", false, "Fire and forget: not confirmed, shed first under pressure.");
  private static final Setting<String> JOIN =
      SETTINGS.text("join", "", "Template of the room that the sender joins with it; empty: none.");
  private static final Setting<String> COUNT_FIELD =
      SETTINGS.text(
          "count-field",
          "",
          "Body field that receives the number of people in the room; empty: none.");
  private static final Setting<String> REQUIRE =
      SETTINGS.text(
          "require",
          "",
          "What must hold for a SEND: body.x (path.x, ...) in claims.y, or in joined; several with"
              + " and.");
  private static final Setting<String> LEAVE_EXCHANGE =
      SETTINGS.text(
          "leave.exchange",
          "",
          "Exchange to publish to, once for each joined room, when the session ends.");
  private static final Setting<String> LEAVE_ROUTING_KEY =
      SETTINGS.text(
          "leave.routing-key",
          "",
          "Its routing key: template over {room}, {principal} and {claims.x}.");
  private static final Setting<String> LEAVE_HEADERS =
      SETTINGS.text(
          "leave.headers.<header>", "", "An AMQP header of it to set: a template, or a text.");
  private static final Setting<String> LEAVE_BODY =
      SETTINGS.text("leave.body.<field>", "", "A field of its JSON body: a template, or a text.");
  private static final Setting<String> LEAVE_COUNT_FIELD =
      SETTINGS.text(
          "leave.count-field", "", "Field that receives the number of people left; empty: none.");

  /** Those that are configured. */
  public static List<RouteDefinition> all(Values values) {
    return values.names(SETTINGS).stream().map(name -> from(values, name)).toList();
  }

  private static RouteDefinition from(Values values, String name) {
    RouteDefinition route =
        new RouteDefinition(
            name,
            values.get(DESTINATION.of(name)),
            values.get(EXCHANGE.of(name)),
            values.get(ROUTING_KEY.of(name)),
            values.open(SET.of(name)),
            values.open(HEADER.of(name)),
            values.get(CONTENT_TYPE.of(name)),
            values.get(PERSISTENT.of(name)),
            values.get(EPHEMERAL.of(name)),
            values.textOrNull(JOIN.of(name)),
            leave(values, name),
            values.textOrNull(COUNT_FIELD.of(name)),
            values.textOrNull(REQUIRE.of(name)));
    route.check(values);
    return route;
  }

  private static @Nullable Leave leave(Values values, String name) {
    String exchange = values.get(LEAVE_EXCHANGE.of(name));
    if (exchange.isEmpty()) {
      for (Setting<String> setting :
          List.of(LEAVE_ROUTING_KEY.of(name), LEAVE_COUNT_FIELD.of(name))) {
        if (values.isSet(setting)) {
          values.error(setting, "has no effect", "set route." + name + ".leave.exchange as well");
        }
      }
      return null;
    }
    return new Leave(
        exchange,
        values.get(LEAVE_ROUTING_KEY.of(name)),
        values.open(LEAVE_HEADERS.of(name)),
        values.open(LEAVE_BODY.of(name)),
        values.textOrNull(LEAVE_COUNT_FIELD.of(name)));
  }

  private void check(Values values) {
    if (!destination.startsWith("/app/")) {
      values.error(
          DESTINATION.of(name),
          "is missing or does not start with /app/",
          "such as /app/chat.sendMessage");
    }
    if (exchange.isEmpty()) {
      values.error(EXCHANGE.of(name), "is missing", "the route " + name + " needs it");
    }
    if (leave != null && join == null) {
      values.error(
          LEAVE_EXCHANGE.of(name), "nobody ever joins", "set route." + name + ".join as well");
    }
    if (countField != null && join == null) {
      values.error(
          COUNT_FIELD.of(name), "there is no room to count", "set route." + name + ".join as well");
    }
  }
}

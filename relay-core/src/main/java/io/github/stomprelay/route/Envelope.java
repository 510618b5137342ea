package io.github.stomprelay.route;

import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Where a message of a route goes and what is written on it. Immutable. */
final class Envelope {
  /** AMQP's limit for names and keys, in bytes. */
  static final int SHORT_STRING = 255;

  /** An envelope with the values in place. */
  record Addressed(String routingKey, MessageProperties properties) {}

  private final RouteDefinition route;
  private final SafeCharacters safe;
  private final String exchange;
  private final Template routingKey;
  private final Map<String, Template> headers = new LinkedHashMap<>();

  /**
   * @param setting prefix of the settings that this comes from, such as {@code route.join.}
   */
  Envelope(
      String setting,
      RouteDefinition route,
      SafeCharacters safe,
      String exchange,
      String routingKey,
      Map<String, String> headers,
      Set<Template.Scope> scopes) {
    this.route = route;
    this.safe = safe;
    this.exchange = exchange;
    if (bytes(exchange) > SHORT_STRING) {
      throw new RouteConfigException(setting + "exchange: is longer than 255 bytes");
    }
    this.routingKey = new Template(setting + "routing-key", routingKey, scopes);
    headers.forEach(
        (name, text) ->
            this.headers.put(name, new Template(setting + "headers." + name, text, scopes)));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** All templates of this envelope. */
  Iterable<Template> templates() {
    Map<String, Template> all = new LinkedHashMap<>(headers);
    all.put("", routingKey);
    return all.values();
  }

  /**
   * Puts the values in place.
   *
   * @throws RouteRefused if one is missing or unsafe
   */
  Addressed address(Values values) {
    String key = routingKey.renderSafely(values, safe);
    if (bytes(key) > SHORT_STRING) {
      throw RouteRefused.badValue("The routing key would have more than 255 bytes.");
    }
    Map<String, Object> rendered = new LinkedHashMap<>();
    headers.forEach((name, template) -> rendered.put(name, template.render(values)));
    return new Addressed(key, properties(Collections.unmodifiableMap(rendered)));
  }

  private MessageProperties properties(Map<String, Object> rendered) {
    return MessageProperties.of(route.contentType(), rendered, route.persistent(), null);
  }

  /** The message in its envelope. */
  Publication publication(Addressed addressed, byte[] body) {
    return new Publication(
        exchange,
        addressed.routingKey(),
        addressed.properties(),
        body,
        false,
        route.ephemeral(),
        null);
  }
}

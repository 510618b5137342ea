package io.github.stomprelay.route;

import com.google.gson.JsonObject;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Publication;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a route publishes for each joined room when the session ends. Immutable. */
final class Leaving {
  private static final Set<Template.Scope> SCOPES =
      EnumSet.of(Template.Scope.CLAIMS, Template.Scope.PRINCIPAL, Template.Scope.ROOM);

  private final Envelope envelope;
  private final Map<String, Template> body = new LinkedHashMap<>();
  private final @Nullable String countField;

  Leaving(RouteDefinition route, RouteDefinition.Leave leave, SafeCharacters safe) {
    String setting = "route." + route.name() + ".leave.";
    this.envelope =
        new Envelope(
            setting, route, safe, leave.exchange(), leave.routingKey(), leave.headers(), SCOPES);
    leave
        .body()
        .forEach((f, text) -> body.put(f, new Template(setting + "body." + f, text, SCOPES)));
    this.countField = leave.countField();
  }

  /**
   * The publication. What can be rendered when a room is joined can be rendered when it is left.
   *
   * @param count people left in the room
   * @throws RouteRefused if the principal lacks something that the templates need
   */
  Publication publication(Principal principal, String room, int count) {
    Values values = new Values(null, Map.of(), principal, room);
    JsonObject object = new JsonObject();
    body.forEach((field, template) -> object.addProperty(field, template.render(values)));
    if (countField != null) {
      object.addProperty(countField, count);
    }
    return envelope.publication(envelope.address(values), JsonBody.write(object));
  }
}

package io.github.stomprelay.route;

import com.google.gson.JsonObject;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Publication;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One declared route, ready to use. The fields to set are set first, in their order; the routing
 * key, the AMQP headers and the room see the body with them. What is published is what was
 * understood: the object as it was read, written anew. Immutable.
 */
final class Route {
  private static final Set<Template.Scope> SCOPES =
      EnumSet.of(
          Template.Scope.BODY,
          Template.Scope.PATH,
          Template.Scope.CLAIMS,
          Template.Scope.PRINCIPAL);

  private final RouteDefinition definition;
  private final RouteOptions options;
  private final SafeCharacters safe;
  private final RoutePattern pattern;
  private final boolean json;
  private final Envelope envelope;
  private final Map<String, Template> set = new LinkedHashMap<>();
  private final @Nullable Requirement requirement;
  private final @Nullable Template join;
  private final @Nullable Leaving leaving;

  Route(RouteDefinition definition, RouteOptions options, SafeCharacters safe) {
    this.definition = definition;
    this.options = options;
    this.safe = safe;
    this.pattern = new RoutePattern(name(), definition.destination());
    this.json = definition.contentType().toLowerCase(Locale.ROOT).contains("json");
    this.envelope =
        new Envelope(
            setting(""),
            definition,
            safe,
            definition.exchange(),
            definition.routingKey(),
            definition.headers(),
            SCOPES);
    definition
        .set()
        .forEach((f, text) -> set.put(f, new Template(setting("set." + f), text, SCOPES)));
    this.requirement =
        definition.require() == null
            ? null
            : new Requirement(setting("require"), definition.require(), SCOPES);
    this.join =
        definition.join() == null ? null : new Template(setting("join"), definition.join(), SCOPES);
    this.leaving =
        definition.leave() == null ? null : new Leaving(definition, definition.leave(), safe);
    checkWhole();
    templates().forEach(this::checkVariables);
  }

  private void checkWhole() {
    if (!json && (!set.isEmpty() || definition.countField() != null)) {
      throw problem(
          "content-type", "fields can only be set in a JSON body, such as application/json");
    }
    if (join == null && (leaving != null || definition.countField() != null)) {
      throw problem("join", "is missing: without a room there is nothing to leave or to count");
    }
  }

  private List<Template> templates() {
    List<Template> all = new ArrayList<>(set.values());
    envelope.templates().forEach(all::add);
    if (requirement != null) {
      all.addAll(requirement.templates());
    }
    if (join != null) {
      all.add(join);
    }
    return all;
  }

  private void checkVariables(Template template) {
    for (Template.Variable variable : template.variables()) {
      if (variable.scope() == Template.Scope.BODY && !json) {
        throw problem(
            "content-type",
            "{" + variable.written() + "} needs a JSON one, such as application/json");
      }
      if (variable.scope() == Template.Scope.PATH
          && !pattern.variables().contains(variable.name())) {
        throw problem(
            "destination", "'" + pattern + "' has no variable for {" + variable.written() + "}");
      }
    }
  }

  private RouteConfigException problem(String setting, String why) {
    return new RouteConfigException(setting(setting) + ": " + why);
  }

  private String setting(String setting) {
    return "route." + name() + "." + setting;
  }

  String name() {
    return definition.name();
  }

  RoutePattern pattern() {
    return pattern;
  }

  @Nullable Leaving leaving() {
    return leaving;
  }

  /**
   * Returns what a SEND becomes.
   *
   * @throws RouteRefused if it cannot; nothing has changed then
   */
  Publication apply(
      byte[] body,
      Map<String, String> path,
      Principal principal,
      RoomMemberships memberships,
      Presence presence) {
    JsonObject object = json ? read(body) : null;
    Values values = new Values(object, path, principal, null);
    if (object != null) {
      set.forEach((field, template) -> object.addProperty(field, template.render(values)));
    }
    if (requirement != null) {
      requirement.check(values, memberships);
    }
    Envelope.Addressed addressed = envelope.address(values);
    if (join != null) {
      String room = join.renderSafely(values, safe);
      join(room, principal, memberships, presence);
      if (object != null && definition.countField() != null) {
        object.addProperty(definition.countField(), presence.count(room));
      }
    }
    return envelope.publication(addressed, object == null ? body : JsonBody.write(object));
  }

  private JsonObject read(byte[] body) {
    if (body.length > options.maxBodyBytes()) {
      throw RouteRefused.badBody(
          "The body has "
              + body.length
              + " bytes; this destination takes at most "
              + options.maxBodyBytes()
              + ".");
    }
    return JsonBody.read(body, options.maxDepth());
  }

  private void join(
      String room, Principal principal, RoomMemberships memberships, Presence presence) {
    RoomMembership membership = new RoomMembership(name(), room);
    if (memberships.contains(membership)) {
      return;
    }
    if (room.isEmpty() || room.length() > Envelope.SHORT_STRING) {
      throw RouteRefused.badValue("A room's name has 1 to 255 characters.");
    }
    if (memberships.size() >= options.maxRooms()) {
      throw new RouteRefused(
          "Too many rooms",
          "You have joined " + options.maxRooms() + " rooms; connect again to leave them.");
    }
    if (leaving != null) {
      // what can be said now can be said when the session ends: it is the same principal that says
      // it
      leaving.publication(principal, room, 0);
    }
    memberships.add(membership, principal);
    presence.joined(room, principal.name());
  }
}

package io.github.stomprelay.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.stomprelay.auth.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the variables of a template stand for.
 *
 * @param body of the SEND, or null where there is none
 * @param path values of the destination's variables
 * @param room that was joined, or null
 */
record Values(
    @Nullable JsonObject body,
    Map<String, String> path,
    Principal principal,
    @Nullable String room) {

  /** The variable's value as text. */
  String of(Template.Variable variable) {
    Object value =
        switch (variable.scope()) {
          case BODY -> inBody(variable.path());
          case PATH -> path.get(variable.path().get(0));
          case CLAIMS -> inClaims(variable.path());
          case PRINCIPAL -> principal.name();
          case ROOM -> room;
        };
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw RouteRefused.badValue(
        switch (variable.scope()) {
          case CLAIMS -> "Your login has no claim '" + variable.name() + "' with a single value.";
          case BODY ->
              "The body needs a field '" + variable.name() + "' with a text, number or boolean.";
          default -> "There is no value for {" + variable.written() + "}.";
        });
  }

  private @Nullable Object inBody(List<String> names) {
    JsonElement at = body;
    for (String name : names) {
      if (!(at instanceof JsonObject object)) {
        return null;
      }
      at = object.get(name);
    }
    return at != null && at.isJsonPrimitive() ? at.getAsString() : null;
  }

  /** Of a list the first element: {@code roles} may be "USER" or ["USER"]. */
  private @Nullable Object inClaims(List<String> names) {
    Object at = claim(names);
    return at instanceof List<?> list && !list.isEmpty() ? list.get(0) : at;
  }

  /** All values of a claim, as texts: of a list each of its elements. */
  Set<String> claims(List<String> names) {
    Object at = claim(names);
    List<?> all = at instanceof List<?> list ? list : at == null ? List.of() : List.of(at);
    return all.stream()
        .filter(each -> each instanceof String || each instanceof Number)
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private @Nullable Object claim(List<String> names) {
    Object at = principal.claims();
    for (String name : names) {
      if (!(at instanceof Map<?, ?> object)) {
        return null;
      }
      at = object.get(name);
    }
    return at;
  }
}

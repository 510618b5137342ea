package io.github.stomprelay.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A text with {@code {variables}}. Read once, when the relay is assembled; immutable. */
final class Template {
  /** Where a variable's value comes from. */
  enum Scope {
    BODY,
    PATH,
    CLAIMS,
    PRINCIPAL,
    ROOM
  }

  /**
   * A variable.
   *
   * @param written as in the template, without braces
   * @param path the names within its scope; empty for {@code principal} and {@code room}
   */
  record Variable(String written, Scope scope, List<String> path) {
    String name() {
      return String.join(".", path);
    }
  }

  /** One piece: a variable, or the text before one. */
  private record Part(String text, List<Variable> variable) {}

  private final String setting;
  private final List<Part> parts = new ArrayList<>();

  /**
   * @param setting where it is written, for error texts
   * @param text the template
   * @param scopes that make sense there
   */
  Template(String setting, String text, Set<Scope> scopes) {
    this.setting = setting;
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int stray = text.indexOf('}', at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if ((open >= 0 && close < 0) || (stray >= 0 && (open < 0 || stray < open))) {
        throw problem(text, "has a brace without its partner");
      }
      if (open < 0) {
        parts.add(new Part(text.substring(at), List.of()));
        return;
      }
      Variable variable = variable(text, text.substring(open + 1, close), scopes);
      parts.add(new Part(text.substring(at, open), List.of(variable)));
      at = close + 1;
    }
  }

  private Variable variable(String text, String written, Set<Scope> scopes) {
    List<String> names = List.of(written.split("\\.", -1));
    for (Scope scope : scopes) {
      boolean alone = scope == Scope.PRINCIPAL || scope == Scope.ROOM;
      if (names.get(0).equals(word(scope)) && (names.size() == 1) == alone) {
        List<String> path = names.subList(1, names.size());
        if (!path.contains("")) {
          return new Variable(written, scope, List.copyOf(path));
        }
      }
    }
    StringBuilder known = new StringBuilder();
    for (Scope scope : scopes) {
      boolean alone = scope == Scope.PRINCIPAL || scope == Scope.ROOM;
      known.append(" {").append(word(scope)).append(alone ? "}" : ".name}");
    }
    throw problem(text, "has {" + written + "}, which is unknown here; known are" + known);
  }

  private static String word(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }

  private RouteConfigException problem(String text, String why) {
    return new RouteConfigException(setting + ": '" + text + "' " + why);
  }

  /** All variables, in order. */
  List<Variable> variables() {
    return parts.stream().flatMap(part -> part.variable().stream()).toList();
  }

  /**
   * The text with the values in place.
   *
   * @throws RouteRefused if a value is missing
   */
  String render(Values values) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.text());
      part.variable().forEach(variable -> text.append(values.of(variable)));
    }
    return text.toString();
  }

  /**
   * The same, with values of safe characters only; what the template itself says is not checked,
   * and neither is the room, which was checked when it was joined.
   *
   * @throws RouteRefused if a value is missing, empty or unsafe
   */
  String renderSafely(Values values, SafeCharacters safe) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part.text());
      for (Variable variable : part.variable()) {
        String value = values.of(variable);
        if (variable.scope() != Scope.ROOM) {
          check(variable, value, safe);
        }
        text.append(value);
      }
    }
    return text.toString();
  }

  private static void check(Variable variable, String value, SafeCharacters safe) {
    if (value.isEmpty()) {
      throw RouteRefused.badValue(
          "'" + variable.written() + "' is empty; it names where the message goes.");
    }
    int unsafe = safe.firstUnsafe(value);
    if (unsafe >= 0) {
      throw RouteRefused.badValue(
          String.format(
              Locale.ROOT,
              "'%s' names where the message goes and may only hold the characters %s; at position"
                  + " %d it has U+%04X.",
              variable.written(),
              safe,
              unsafe + 1,
              value.codePointAt(unsafe)));
    }
  }
}

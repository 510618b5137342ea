package io.github.stomprelay.permission;

/** A claim that must have a value: {@code roles=admin}. */
record Condition(String claim, String value) {
  static Condition parse(String setting, String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new PermissionConfigException(
          setting, "'" + text + "' is not a condition; write claim=value, such as roles=admin");
    }
    return new Condition(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
  }
}

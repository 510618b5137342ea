package io.github.stomprelay.permission;

import java.io.Serial;

/**
 * A rule is written in a way that cannot work. The text names the setting, what is wrong and what
 * to do. Thrown while the rules are read, never later.
 */
public final class PermissionConfigException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  PermissionConfigException(String setting, String problem) {
    super(setting + ": " + problem);
  }
}

package io.github.stomprelay.setting;

/**
 * Where a value was written.
 *
 * @param name file name, environment variable or flag; empty for a default
 * @param line in the file, from 1; 0 elsewhere
 */
public record Origin(Kind kind, String name, int line) {
  /** The sources, the weakest first: flags over environment over credentials over file. */
  public enum Kind {
    DEFAULT,
    FILE,
    CREDENTIAL,
    ENVIRONMENT,
    FLAG
  }

  /** Nobody wrote it. */
  public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "", 0);

  /** A line of a properties file. */
  public static Origin file(String name, int line) {
    return new Origin(Kind.FILE, name, line);
  }

  /** An environment variable. */
  public static Origin environment(String variable) {
    return new Origin(Kind.ENVIRONMENT, variable, 0);
  }

  /** A file of systemd's credentials directory. */
  public static Origin credential(String path) {
    return new Origin(Kind.CREDENTIAL, path, 0);
  }

  /** A flag as typed, with its dashes. */
  public static Origin flag(String flag) {
    return new Origin(Kind.FLAG, flag, 0);
  }

  /** Returns whether a value from here wins over one from there. */
  public boolean beats(Origin other) {
    return kind.compareTo(other.kind) > 0;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case DEFAULT -> "default";
      case FILE -> line > 0 ? name + ":" + line : name;
      case CREDENTIAL -> "credential " + name;
      case ENVIRONMENT -> "environment " + name;
      case FLAG -> "flag " + name;
    };
  }
}

package io.github.stomprelay.cli;

/** The version of the program. */
final class Version {
  private Version() {}

  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  static String line() {
    return "stomp-relay " + number() + " (Java " + System.getProperty("java.version") + ")";
  }
}

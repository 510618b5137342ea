package io.github.stomprelay.permission;

/** What a session does to a destination. */
public enum Action {
  PUBLISH("publish"),
  SUBSCRIBE("subscribe");

  private final String label;

  Action(String label) {
    this.label = label;
  }

  /** In the configuration, in metrics and in ERRORs. */
  public String label() {
    return label;
  }
}

package io.github.stomprelay.limit;

/** Which limit somebody ran into: the label of the metric. */
public enum LimitScope {
  NODE_CONNECTS("node-connects"),
  ADDRESS_CONNECTS("address-connects"),
  ADDRESS_SESSIONS("address-sessions"),
  USER_SESSIONS("user-sessions"),
  ADDRESS_BANNED("address-banned"),
  USER_BANNED("user-banned"),
  PUBLISH_DELAYED("publish-delayed"),
  PUBLISH_REFUSED("publish-refused");

  private final String label;

  LimitScope(String label) {
    this.label = label;
  }

  /** The word for metrics. */
  public String label() {
    return label;
  }
}

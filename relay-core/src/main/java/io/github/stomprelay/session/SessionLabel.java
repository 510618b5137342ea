package io.github.stomprelay.session;

import org.jspecify.annotations.Nullable;

/** A session as log lines call it: its id, and the name that its client gave itself. */
final class SessionLabel {
  private final String id;
  private @Nullable String name;

  SessionLabel(String id) {
    this.id = id;
  }

  void name(@Nullable String given) {
    name = given;
  }

  /** The text behind {@code session=}. */
  @Override
  public String toString() {
    return name == null ? id : id + " name=" + name;
  }
}

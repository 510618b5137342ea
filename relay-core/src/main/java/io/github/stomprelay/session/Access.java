package io.github.stomprelay.session;

import io.github.stomprelay.permission.Action;
import io.github.stomprelay.permission.Target;

/** Something that a session must be permitted: all that is ever asked has this shape. */
record Access(Action action, Target target) {
  static Access publish(Target target) {
    return new Access(Action.PUBLISH, target);
  }

  static Access subscribe(Target target) {
    return new Access(Action.SUBSCRIBE, target);
  }
}

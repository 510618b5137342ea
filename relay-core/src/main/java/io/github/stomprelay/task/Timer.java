package io.github.stomprelay.task;

/** A task to come. */
public interface Timer {
  /** Nothing is to come. */
  Timer NONE = () -> {};

  /** It does not begin any more. */
  void cancel();
}

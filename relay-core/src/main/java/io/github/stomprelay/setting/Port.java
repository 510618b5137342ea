package io.github.stomprelay.setting;

/**
 * A TCP port to listen on.
 *
 * @param number 0 for any free one; -1 for none
 */
public record Port(int number) {
  /** Does not listen. */
  public static final Port OFF = new Port(-1);

  /** Returns whether nothing listens. */
  public boolean isOff() {
    return number < 0;
  }

  @Override
  public String toString() {
    return isOff() ? "off" : String.valueOf(number);
  }
}

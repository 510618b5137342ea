package io.github.stomprelay.setting;

/**
 * A text given to a key by one source.
 *
 * @param text as written, without surrounding blanks
 */
public record Assignment(String key, String text, Origin origin) {
  /** Without the text: it may be a secret. */
  @Override
  public String toString() {
    return key + " (" + origin + ")";
  }
}

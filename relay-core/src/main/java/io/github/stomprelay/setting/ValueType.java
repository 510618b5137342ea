package io.github.stomprelay.setting;

/**
 * How the text of a setting becomes a value.
 *
 * @param expected what is allowed, to complete "expected ..."
 * @param example a valid text
 * @param parser from text to value
 */
public record ValueType<T>(String expected, String example, Parser<T> parser) {
  /** From text to value. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * The value of a text.
     *
     * @throws IllegalArgumentException if the text is none; its message, if any, says why
     */
    T parse(String text);
  }

  /** The value of a text, with blanks around it removed. */
  public T parse(String text) {
    return parser.parse(text.strip());
  }
}

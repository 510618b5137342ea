package io.github.stomprelay.setting;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have. */
public final class ValueTypes {
  private static final String OFF = "off";
  private static final String AUTO = "auto";
  private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,9}) *(ms|s|m|h|d)");
  private static final Pattern BYTES_TEXT = Pattern.compile("(\\d{1,10}) *(B|KiB|MiB|GiB)?");

  /** One between elements, not one between the brackets of an element. */
  private static final Pattern COMMA = Pattern.compile(",(?![^\\[\\]]*\\])");

  private ValueTypes() {}

  /** Any text, also none. */
  public static final ValueType<String> TEXT = new ValueType<>("a text", "some text", text -> text);

  /** A secret text. */
  public static final ValueType<String> SECRET =
      new ValueType<>("a secret", "a-secret-text", text -> text);

  /** {@code true} or {@code false}. */
  public static final ValueType<Boolean> FLAG =
      new ValueType<>("true or false", "true", ValueTypes::parseFlag);

  /** A time with its unit. */
  public static final ValueType<Duration> DURATION =
      new ValueType<>(
          "a time with its unit (ms, s, m, h or d), such as 45s", "45s", ValueTypes::parseDuration);

  /** A time with its unit, or {@code off}, which is zero. */
  public static final ValueType<Duration> DURATION_OR_OFF =
      new ValueType<>(
          "off, or a time with its unit (ms, s, m, h or d), such as 45s",
          "45s",
          text -> text.equals(OFF) ? Duration.ZERO : parseDuration(text));

  /** A destination, or an empty text. */
  public static final ValueType<String> DESTINATION_OR_NONE =
      matching("(/\\S+)?", "a destination, or nothing", "/auth/token");

  /** A number of bytes, below 2 GiB. */
  public static final ValueType<Integer> BYTES =
      new ValueType<>(
          "a number of bytes below 2 GiB, such as 262144, 256 KiB or 4 MiB",
          "3 MiB",
          text -> require(parseBytes(text) <= Integer.MAX_VALUE, (int) parseBytes(text)));

  /** A number of bytes. */
  public static final ValueType<Long> LONG_BYTES =
      new ValueType<>(
          "a number of bytes, such as 262144, 256 KiB, 4 MiB or 3 GiB",
          "3 MiB",
          ValueTypes::parseBytes);

  /** A number of bytes, below 2 GiB, or {@code off}, which is zero. */
  public static final ValueType<Integer> BYTES_OR_OFF =
      new ValueType<>(
          "off, or a number of bytes below 2 GiB, such as 256 KiB or 4 MiB",
          "3 MiB",
          text -> text.equals(OFF) ? 0 : BYTES.parse(text));

  /** A number of bytes, or {@code auto}, which is zero. */
  public static final ValueType<Long> BYTES_OR_AUTO =
      new ValueType<>(
          "auto, or a number of bytes, such as 400 MiB or 3 GiB",
          "400 MiB",
          text -> text.equals(AUTO) ? 0 : parseBytes(text));

  /** A number from 1 on, or {@code off}, which is zero. */
  public static final ValueType<Integer> LIMIT_OR_OFF =
      new ValueType<>(
          "off, or a number from 1 on",
          "1234",
          text -> text.equals(OFF) ? 0 : parseCount(text, 1, Integer.MAX_VALUE));

  /** A port to listen on, or {@code off}. */
  public static final ValueType<Port> PORT =
      new ValueType<>(
          "a port from 1 to 65535, 0 for any free one, or off",
          "61999",
          text -> text.equals(OFF) ? Port.OFF : new Port(parseCount(text, 0, 65535)));

  /** A file, or none. */
  public static final ValueType<Optional<Path>> FILE =
      new ValueType<>(
          "the path of a file",
          "some/file.pem",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)));

  /** An argument of a queue, an exchange or a binding: a Long, a Boolean or a String. */
  public static final ValueType<Object> ARGUMENT =
      new ValueType<>(
          "a number, true, false, or a text (text:5 is the text 5)",
          "10000",
          ValueTypes::parseArgument);

  /** A number within bounds. */
  public static ValueType<Integer> count(int least, int most) {
    String expected =
        most == Integer.MAX_VALUE
            ? "a number from " + least + " on"
            : "a number from " + least + " to " + most;
    int example = (int) Math.min(most, least + 7L);
    return new ValueType<>(
        expected, String.valueOf(example), text -> parseCount(text, least, most));
  }

  /** A number with decimals, within bounds. */
  public static ValueType<Double> decimal(double least, double most) {
    return new ValueType<>(
        "a number from " + least + " to " + most,
        String.valueOf(least),
        text -> {
          double number = Double.parseDouble(text);
          return require(number >= least && number <= most, number);
        });
  }

  /** A text of a form. */
  public static ValueType<String> matching(String regex, String expected, String example) {
    Pattern pattern = Pattern.compile(regex);
    return new ValueType<>(
        expected, example, text -> require(pattern.matcher(text).matches(), text));
  }

  /** One of some words. */
  public static ValueType<String> oneOf(String... words) {
    List<String> allowed = List.of(words);
    return new ValueType<>(
        "one of " + String.join(", ", allowed),
        words[words.length - 1],
        text -> require(allowed.contains(text), text));
  }

  /** The names of an enum, in lower case, with dashes. */
  public static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    E[] values = type.getEnumConstants();
    String words = Arrays.stream(values).map(ValueTypes::word).collect(Collectors.joining(", "));
    return new ValueType<>(
        "one of " + words,
        word(values[values.length - 1]),
        text ->
            Arrays.stream(values)
                .filter(value -> word(value).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /** A name of an enum as it is written in the configuration. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Values with commas between them; none for the empty text. */
  public static <T> ValueType<List<T>> list(ValueType<T> element) {
    return new ValueType<>(
        "a list, with commas, each " + element.expected(),
        element.example(),
        text ->
            text.isEmpty()
                ? List.of()
                : Arrays.stream(COMMA.split(text, -1))
                    .map(part -> element(element, part.strip()))
                    .toList());
  }

  private static <T> T element(ValueType<T> type, String part) {
    if (part.isBlank()) {
      throw new IllegalArgumentException("there is nothing between two commas");
    }
    return type.parse(part);
  }

  private static boolean parseFlag(String text) {
    return require(text.equals("true") || text.equals("false"), text.equals("true"));
  }

  private static int parseCount(String text, int least, int most) {
    int number = Integer.parseInt(text);
    return require(number >= least && number <= most, number);
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION_TEXT.matcher(text);
    require(matcher.matches(), text);
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static long parseBytes(String text) {
    Matcher matcher = BYTES_TEXT.matcher(text);
    require(matcher.matches(), text);
    long number = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (unit == null || unit.equals("B")) {
      return number;
    }
    return number << (unit.equals("KiB") ? 10 : unit.equals("MiB") ? 20 : 30);
  }

  private static Object parseArgument(String text) {
    if (text.startsWith("text:")) {
      return text.substring("text:".length());
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.matches("-?\\d+") ? (Object) Long.valueOf(text) : text;
  }

  /** For parsers: the value if it is valid, else the end. */
  static <T> T require(boolean valid, T value) {
    if (valid) {
      return value;
    }
    throw new IllegalArgumentException();
  }
}

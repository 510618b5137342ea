package io.github.stomprelay.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The texts that won, read as what the table says they are. Never throws for a wrong value: it
 * notes a problem and goes on with the default, so that all problems show at once.
 */
public final class Values {
  private final Map<String, Assignment> assignments;
  private final boolean lenient;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param assignments one for each key that somebody set
   * @param lenient some errors are warnings
   */
  public Values(Map<String, Assignment> assignments, boolean lenient) {
    this.assignments = new LinkedHashMap<>(assignments);
    this.lenient = lenient;
  }

  /** Nothing set: every value its default. */
  public static Values defaults() {
    return new Values(Map.of(), false);
  }

  /** The value of a setting: as set, else its default. */
  public <T> T get(Setting<T> setting) {
    Assignment assignment = assignments.get(setting.key());
    return assignment == null ? setting.defaultValue() : parse(setting, assignment);
  }

  /** The value of a text, or null where it is empty. */
  public @Nullable String textOrNull(Setting<String> setting) {
    String text = get(setting);
    return text.isEmpty() ? null : text;
  }

  /** Returns whether somebody gave it a text; an empty one is as good as none. */
  public boolean isSet(Setting<?> setting) {
    Assignment assignment = assignments.get(setting.key());
    return assignment != null && !assignment.text().isEmpty();
  }

  /** Returns who set it. */
  public Origin origin(Setting<?> setting) {
    Assignment assignment = assignments.get(setting.key());
    return assignment == null ? Origin.DEFAULT : assignment.origin();
  }

  /** All values of a setting with an open end, by what stands there, in order. */
  public <T> Map<String, T> open(Setting<T> setting) {
    Map<String, T> values = new LinkedHashMap<>();
    String prefix = NamedKey.openPrefix(setting);
    for (Assignment assignment : assignments.values()) {
      if (NamedKey.matches(setting, assignment.key())) {
        String end = assignment.key().substring(prefix.length());
        values.put(end, parse(setting.of(end), assignment));
      }
    }
    return Collections.unmodifiableMap(values);
  }

  /** The names that have at least one setting of the group, in order. */
  public List<String> names(SettingGroup group) {
    return assignments.keySet().stream()
        .flatMap(key -> NamedKey.of(group, key).stream())
        .map(NamedKey::name)
        .distinct()
        .toList();
  }

  /** A file: relative ones from the directory of the configuration that names them. */
  public Optional<Path> file(Setting<Optional<Path>> setting) {
    Optional<Path> file = get(setting).map(path -> resolve(path, origin(setting)));
    if (file.isPresent() && !Files.isReadable(file.get())) {
      error(setting, "cannot read " + file.get() + reason(file.get()), "");
    }
    return file;
  }

  /** A secret, from its text or its file, whichever the stronger source names. */
  public Optional<Secret> secret(SecretSetting secret) {
    Origin text = origin(secret.text());
    Origin file = origin(secret.file());
    boolean both = isSet(secret.text()) && isSet(secret.file());
    if (both && !text.beats(file) && !file.beats(text)) {
      error(
          secret.file(),
          "is set together with " + secret.text().key() + " (" + text + ")",
          "remove one of them");
    }
    if (isSet(secret.file()) && !(isSet(secret.text()) && text.beats(file))) {
      return file(secret.file()).filter(Files::isReadable).flatMap(path -> read(secret, path));
    }
    String value = get(secret.text());
    return value.isEmpty() ? Optional.empty() : Optional.of(new Secret(value));
  }

  /** Notes an error about a setting. */
  public void error(Setting<?> setting, String message, String advice) {
    problems.add(Problem.error(place(setting.key()), setting.key() + ": " + message, advice));
  }

  /** Notes a warning about a setting. */
  public void warning(Setting<?> setting, String message, String advice) {
    problems.add(Problem.warning(place(setting.key()), setting.key() + ": " + message, advice));
  }

  /** Notes that a setting is missing because of what another one says. */
  public void missing(Setting<?> setting, Setting<?> because, String message, String advice) {
    Origin place = isSet(setting) ? origin(setting) : origin(because);
    problems.add(Problem.error(place, setting.key() + ": " + message, advice));
  }

  /** Returns where a setting is set; for one that is not, where its next of kin is. */
  private Origin place(String key) {
    Assignment assignment = assignments.get(key);
    String family = key;
    while (assignment == null && family.indexOf('.') > 0) {
      family = family.substring(0, family.lastIndexOf('.'));
      String prefix = family + ".";
      assignment =
          assignments.values().stream()
              .filter(other -> other.key().startsWith(prefix))
              .findFirst()
              .orElse(null);
    }
    return assignment == null ? Origin.DEFAULT : assignment.origin();
  }

  /** Returns what was wrong so far. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  private Optional<Secret> read(SecretSetting secret, Path path) {
    try {
      if (SecretFile.isReadableByEveryone(path)) {
        String message = path + " can be read by everybody on this machine";
        String advice = "chmod o-r it (Kubernetes: defaultMode 0440)";
        if (lenient) {
          warning(secret.file(), message, advice);
        } else {
          error(secret.file(), message, advice);
        }
      }
      return Optional.of(SecretFile.read(path));
    } catch (IOException e) {
      error(secret.file(), "cannot use " + path + ": " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  private <T> T parse(Setting<T> setting, Assignment assignment) {
    try {
      return setting.type().parse(assignment.text());
    } catch (IllegalArgumentException e) {
      String shown = setting.secret() ? Secret.HIDDEN : assignment.text();
      String detail =
          e instanceof NumberFormatException || e.getMessage() == null || e.getMessage().isEmpty()
              ? ""
              : ": " + e.getMessage();
      error(setting, "'" + shown + "' is wrong" + detail, "expected " + setting.type().expected());
      return setting.defaultValue();
    }
  }

  private static Path resolve(Path path, Origin origin) {
    return origin.kind() == Origin.Kind.FILE ? Path.of(origin.name()).resolveSibling(path) : path;
  }

  private static String reason(Path file) {
    try {
      return Files.readAttributes(file, "isDirectory").containsValue(true)
          ? ": it is a directory"
          : ": no permission";
    } catch (NoSuchFileException e) {
      return ": there is no such file";
    } catch (IOException e) {
      return ": " + e.getMessage();
    }
  }
}

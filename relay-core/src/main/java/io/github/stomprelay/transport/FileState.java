package io.github.stomprelay.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** By what a changed file is noticed. */
record FileState(long modifiedMillis, long bytes) {
  private static final FileState MISSING = new FileState(0, -1);

  static Map<Path, FileState> of(Collection<Path> files) {
    Map<Path, FileState> states = new HashMap<>();
    for (Path file : files) {
      states.put(file, of(file));
    }
    return states;
  }

  private static FileState of(Path file) {
    try {
      return new FileState(Files.getLastModifiedTime(file).toMillis(), Files.size(file));
    } catch (IOException e) {
      return MISSING;
    }
  }
}

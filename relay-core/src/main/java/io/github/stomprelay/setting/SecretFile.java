package io.github.stomprelay.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Reads secrets from files, and refuses those that everybody on the machine may read. */
public final class SecretFile {
  private static final int LONGEST = 64 << 10;

  private SecretFile() {}

  /**
   * Returns whether everybody may read a file; false where the file system knows no permissions.
   */
  public static boolean isReadableByEveryone(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
  }

  /**
   * The text of a file without the line end behind it.
   *
   * @throws IOException if it cannot be read, is empty or larger than any secret
   */
  public static Secret read(Path file) throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new IOException("it is larger than any secret (64 KiB)");
    }
    String text = Files.readString(file).replaceFirst("\\R\\z", "");
    if (text.isEmpty()) {
      throw new IOException("it is empty");
    }
    return new Secret(text);
  }
}

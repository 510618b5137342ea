package io.github.stomprelay.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deny list in force, as the operator's file says. Asked on every loop; the file is read on one
 * worker at a time. What cannot be used is logged once, and the list before it stays in force.
 */
public final class DeniedTokens {
  static final String SETTING = "auth.jwt.deny-file";

  private static final Logger log = LoggerFactory.getLogger(DeniedTokens.class);

  private volatile DenyList list = DenyList.EMPTY;
  private String read = "";
  private @Nullable String complaint;

  /** Returns whether this session's token is revoked; any thread. */
  boolean contain(Principal principal) {
    return list.denies(principal);
  }

  /**
   * Reads the file, which must be in order.
   *
   * @param file empty for none
   * @throws AuthenticationConfigException if it cannot be used
   */
  public synchronized void load(Optional<Path> file) {
    try {
      String text = file.isEmpty() ? "" : Files.readString(file.get(), StandardCharsets.UTF_8);
      if (!text.equals(read)) {
        list = DenyList.parse(text.lines().toList());
        read = text;
      }
    } catch (IOException e) {
      throw new AuthenticationConfigException(
          SETTING, "cannot read " + file.get() + "; it must be a readable file of UTF-8 text");
    }
  }

  /** Looks whether the file has changed. */
  public synchronized void look(Optional<Path> file) {
    String before = read;
    try {
      load(file);
      complaint = null;
    } catch (AuthenticationConfigException e) {
      String text = String.valueOf(e.getMessage());
      if (!text.equals(complaint)) {
        log.warn("{}; the deny list read before stays in force", text);
      }
      complaint = text;
    }
    if (!before.equals(read)) {
      log.info(
          "deny list: {} tokens and {} users revoked", list.tokens().size(), list.users().size());
    }
  }
}

package io.github.stomprelay.transport;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether certificate files have changed, and takes them over. Files that cannot be used are
 * tried again when they change once more. On one worker at a time.
 */
final class CertificateWatch {
  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

  private final List<TlsContexts> watched;
  private Map<Path, FileState> seen = Map.of();

  CertificateWatch(List<TlsContexts> watched) {
    this.watched = watched;
  }

  synchronized void look() {
    Map<Path, FileState> now = new HashMap<>();
    watched.forEach(contexts -> now.putAll(contexts.files()));
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    try {
      takeOver();
    } catch (TlsConfigurationException e) {
      log.warn("changed certificates not taken over, the old ones stay: {}", e.getMessage());
    }
  }

  private void takeOver() {
    Map<TlsContexts, TlsSettings> changed = new HashMap<>();
    for (TlsContexts contexts : watched) {
      if (contexts.changed()) {
        changed.put(contexts, contexts.settings());
      }
    }
    TlsContexts.reload(changed);
    if (!changed.isEmpty()) {
      log.info("changed certificates taken over");
    }
  }
}

package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Certificates that change on disk while the relay runs. */
class CertificateWatchTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
  private final TlsSettings.Pem served;
  private final TlsSettings.Pem other;
  private final TlsContexts contexts;
  private final CertificateWatch watch;
  private long clock = System.currentTimeMillis();

  CertificateWatchTest(@TempDir Path directory) throws Exception {
    Certificates certificates = new Certificates(directory);
    served = certificates.pem(certificates.pkcs12("served", "served", ""), false);
    other = certificates.pem(certificates.pkcs12("other", "other", ""), false);
    contexts = new TlsContexts(TlsSettings.of(served));
    watch = new CertificateWatch(List.of(contexts, new TlsContexts(TlsSettings.of(served))));
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void ignore() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private void replace(Path file, Path by) throws IOException {
    clock += 1000;
    Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(file, FileTime.fromMillis(clock));
  }

  @Test
  void nothingHappensWhileNothingChanges() {
    SslContext before = contexts.byName(null);
    watch.look();
    watch.look();
    assertSame(before, contexts.byName(null));
    assertEquals(List.of(), log.list);
  }

  /** The certificate and its key are two files, and one of them is replaced first. */
  @Test
  void aPairIsTakenOverWhenBothHalvesAreThere() throws Exception {
    SslContext before = contexts.byName(null);
    replace(served.certificate(), other.certificate());
    watch.look();
    watch.look();
    assertSame(before, contexts.byName(null));
    assertEquals(1, log.list.size());
    String line = log.list.get(0).getFormattedMessage();
    assertTrue(line.contains("for another key"), line);
    replace(served.key(), other.key());
    watch.look();
    assertNotSame(before, contexts.byName(null));
    assertEquals("changed certificates taken over", log.list.get(1).getFormattedMessage());
    watch.look();
    assertEquals(2, log.list.size());
  }

  /** Those of the tests are valid for two days. */
  @Test
  void aCertificateThatExpiresSoonIsToldOfWhenItIsRead() {
    Logger reader = (Logger) LoggerFactory.getLogger(TlsContexts.class);
    reader.addAppender(log);
    TlsContexts.reload(Map.of(contexts, TlsSettings.of(served)));
    reader.detachAppender(log);
    String line = log.list.get(0).getFormattedMessage();
    assertTrue(line.contains("served.crt") && line.contains("is valid until 20"), line);
  }

  @Test
  void aMissingFileCostsNothing() throws Exception {
    SslContext before = contexts.byName(null);
    Files.delete(served.key());
    watch.look();
    watch.look();
    assertSame(before, contexts.byName(null));
    assertEquals(1, log.list.size());
  }
}

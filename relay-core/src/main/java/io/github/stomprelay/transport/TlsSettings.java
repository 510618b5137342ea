package io.github.stomprelay.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a listener: versions 1.2 and 1.3, with Java's own implementation.
 *
 * @param certificates the first one is served to clients that ask for no name or an unknown one;
 *     the others to clients that ask for one of their names (SNI)
 * @param clients whether clients show a certificate
 * @param trusted PEM file of the authorities that sign client certificates, or null for Java's own
 * @param handshakeTimeout how long a client may take to shake hands
 */
public record TlsSettings(
    List<KeyFiles> certificates,
    ClientCertificates clients,
    @Nullable Path trusted,
    Duration handshakeTimeout) {

  /** The default of {@code handshakeTimeout}. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

  public TlsSettings {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "TLS needs a certificate: name a PEM pair or a PKCS12 file");
    }
  }

  /** One certificate, no client certificates. */
  public static TlsSettings of(KeyFiles certificate) {
    return new TlsSettings(List.of(certificate), ClientCertificates.NONE, null, HANDSHAKE_TIMEOUT);
  }

  /**
   * Reads the files as a listener does.
   *
   * @throws TlsConfigurationException naming the file that cannot be used and why
   */
  public void readFiles() {
    var unused = new TlsContexts(this);
  }

  /** Whether clients show a certificate. */
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /** Where a certificate and its private key lie. */
  public sealed interface KeyFiles {}

  /**
   * Two PEM files.
   *
   * @param certificate the certificate, then those between it and the authority
   * @param key the private key, PKCS#8
   * @param password of the key, or null
   */
  public record Pem(Path certificate, Path key, @Nullable String password) implements KeyFiles {
    /** Without the password. */
    @Override
    public String toString() {
      return "PEM " + certificate + " with key " + key;
    }
  }

  /** A PKCS12 file with one key in it. */
  public record Pkcs12(Path file, String password) implements KeyFiles {
    /** Without the password. */
    @Override
    public String toString() {
      return "PKCS12 " + file;
    }
  }
}

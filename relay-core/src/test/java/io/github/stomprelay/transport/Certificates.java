package io.github.stomprelay.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes keys and certificates with the JDK's keytool and openssl, as an operator would. */
public final class Certificates {
  public static final String PASSWORD = "changeit";

  private final Path directory;

  public Certificates(Path directory) {
    this.directory = directory;
  }

  /** A self-signed certificate in {@code name.p12}, made at the first call. */
  public Path pkcs12(String name, String commonName, String alternatives) throws Exception {
    Path store = directory.resolve(name + ".p12");
    if (Files.exists(store)) {
      return store;
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + commonName,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString(),
                "-ext",
                "bc=ca:true"));
    if (!alternatives.isEmpty()) {
      command.addAll(List.of("-ext", "SAN=" + alternatives));
    }
    run(command);
    return store;
  }

  /** The same as two PEM files. */
  TlsSettings.Pem pem(Path store, boolean encrypted) throws Exception {
    Path certificate = sibling(store, ".crt");
    Path key = sibling(store, ".key");
    run(
        List.of(
            "openssl",
            "pkcs12",
            "-in",
            store.toString(),
            "-nokeys",
            "-passin",
            "pass:" + PASSWORD,
            "-out",
            certificate.toString()));
    List<String> export =
        new ArrayList<>(
            List.of(
                "openssl",
                "pkcs12",
                "-in",
                store.toString(),
                "-nocerts",
                "-passin",
                "pass:" + PASSWORD,
                "-out",
                key.toString()));
    export.addAll(encrypted ? List.of("-passout", "pass:" + PASSWORD) : List.of("-nodes"));
    run(export);
    return new TlsSettings.Pem(certificate, key, encrypted ? PASSWORD : null);
  }

  /** A key in the old form of openssl. */
  Path traditionalKey(Path directoryKey) throws Exception {
    Path key = directory.resolve("traditional.key");
    run(List.of("openssl", "ec", "-in", directoryKey.toString(), "-out", key.toString()));
    return key;
  }

  private Path sibling(Path store, String ending) {
    return directory.resolve(store.getFileName().toString().replace(".p12", ending));
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(command + ": " + output);
    }
  }

  /** Returns what a client needs to trust this certificate, and to show its own one. */
  public static SSLContext client(Path trusted, Path own)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(load(trusted, true));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(load(own, false), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path file, boolean certificateOnly)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    if (!certificateOnly) {
      return store;
    }
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("trusted", store.getCertificate("key"));
    return trust;
  }
}

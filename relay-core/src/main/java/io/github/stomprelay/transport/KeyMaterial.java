package io.github.stomprelay.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A private key with its chain of certificates, as read from files. */
record KeyMaterial(PrivateKey key, List<X509Certificate> chain) {
  private static final int SAN_DNS = 2;

  /** By the kind of the key: how to see whether a certificate is for it. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  /** All files that these settings name. */
  static List<Path> files(TlsSettings settings) {
    List<Path> files = new ArrayList<>();
    for (TlsSettings.KeyFiles source : settings.certificates()) {
      if (source instanceof TlsSettings.Pem pem) {
        files.add(pem.certificate());
        files.add(pem.key());
      } else if (source instanceof TlsSettings.Pkcs12 pkcs12) {
        files.add(pkcs12.file());
      }
    }
    if (settings.trusted() != null) {
      files.add(settings.trusted());
    }
    return files;
  }

  static KeyMaterial read(TlsSettings.KeyFiles source) {
    KeyMaterial material =
        source instanceof TlsSettings.Pem pem
            ? new KeyMaterial(
                PemKey.read(pem.key(), pem.password()), certificates(pem.certificate()))
            : readPkcs12((TlsSettings.Pkcs12) source);
    if (!material.belongsTogether()) {
      throw new TlsConfigurationException(
          source + ": the certificate is for another key; give the pair that belongs together",
          null);
    }
    return material;
  }

  /**
   * Returns whether the certificate is for the key: Java itself would notice at the first handshake
   * only, and files that are being replaced one after the other are read in between.
   */
  private boolean belongsTogether() {
    @Nullable String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    try {
      byte[] probe = chain.get(0).getSignature();
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(chain.get(0).getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static KeyMaterial readPkcs12(TlsSettings.Pkcs12 source) {
    char[] password = source.password().toCharArray();
    try (InputStream in = Files.newInputStream(source.file())) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      for (String alias : Collections.list(store.aliases())) {
        @Nullable Key key = store.getKey(alias, password);
        if (key instanceof PrivateKey privateKey) {
          List<X509Certificate> chain = new ArrayList<>();
          for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.add((X509Certificate) certificate);
          }
          return new KeyMaterial(privateKey, List.copyOf(chain));
        }
      }
      throw new TlsConfigurationException(source + ": no private key in it", null);
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsConfigurationException(
          source + ": cannot be read: " + e + "; check path, permissions and password", e);
    }
  }

  /** The certificates of a PEM file. */
  static List<X509Certificate> certificates(Path file) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
      for (Certificate certificate : all) {
        chain.add((X509Certificate) certificate);
      }
      if (chain.isEmpty()) {
        throw new TlsConfigurationException(file + ": no certificate in it", null);
      }
      return List.copyOf(chain);
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsConfigurationException(
          file + ": cannot be read as PEM certificates: " + e + "; check path and permissions", e);
    }
  }

  /** The names that the certificate is for, in lower case, {@code *.} in front of wildcards. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      @Nullable Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (Integer.valueOf(SAN_DNS).equals(alternative.get(0))) {
            names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException e) {
      // then it is served to those who ask for no name
      return names;
    }
    return names;
  }

  SslContext context(TlsSettings settings) {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain)
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .clientAuth(
                  switch (settings.clients()) {
                    case NONE -> ClientAuth.NONE;
                    case OPTIONAL -> ClientAuth.OPTIONAL;
                    case REQUIRED -> ClientAuth.REQUIRE;
                  });
      if (settings.trusted() != null) {
        builder.trustManager(certificates(settings.trusted()));
      }
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsConfigurationException(
          "certificate of " + chain.get(0).getSubjectX500Principal() + " cannot be used: " + e, e);
    }
  }
}

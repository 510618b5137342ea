package io.github.stomprelay.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a private key from a PEM file: PKCS#8, plain or with a password; RSA, EC or EdDSA. */
final class PemKey {
  private static final Logger log = LoggerFactory.getLogger(PemKey.class);

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

  private PemKey() {}

  static PrivateKey read(Path file, @Nullable String password) {
    try {
      Matcher matcher = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      if (!matcher.find()) {
        throw new TlsConfigurationException(file + ": no private key in it", null);
      }
      byte[] der = Base64.getMimeDecoder().decode(String.valueOf(matcher.group(2)));
      return switch (String.valueOf(matcher.group(1))) {
        case "PRIVATE KEY" -> key(file, new PKCS8EncodedKeySpec(der));
        case "ENCRYPTED PRIVATE KEY" -> key(file, decrypt(file, der, password));
        default ->
            throw new TlsConfigurationException(
                file
                    + ": holds '"
                    + matcher.group(1)
                    + "', and PKCS#8 is needed: openssl pkcs8 -topk8 -nocrypt -in "
                    + file
                    + " -out new.key",
                null);
      };
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsConfigurationException(
          file + ": the private key cannot be read: " + e + "; check path, permissions, password",
          e);
    }
  }

  private static PrivateKey key(Path file, PKCS8EncodedKeySpec spec)
      throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        log.trace("{}: not a key of {}", file, algorithm);
      }
    }
    throw new TlsConfigurationException(file + ": the key is neither RSA, EC nor EdDSA", null);
  }

  private static PKCS8EncodedKeySpec decrypt(Path file, byte[] der, @Nullable String password)
      throws GeneralSecurityException, IOException {
    if (password == null) {
      throw new TlsConfigurationException(file + ": the key has a password, and none is set", null);
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
    // for PBES2 the parameters name the algorithm, the identifier does not
    String algorithm =
        info.getAlgParameters() == null ? info.getAlgName() : info.getAlgParameters().toString();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        info.getAlgParameters());
    return info.getKeySpec(cipher);
  }
}

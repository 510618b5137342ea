package io.github.stomprelay.auth;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Which part of a certificate names its owner, as RabbitMQ's {@code ssl_cert_login_from}. */
public sealed interface CertificateName {
  /** The owner's name, or null where the certificate has no such part. */
  @Nullable String of(X509Certificate certificate);

  /** Its words for a refused client: "a distinguished name". */
  String describe();

  /** The subject as RFC 4514 writes it, such as {@code CN=host,O=client}. */
  record DistinguishedName() implements CertificateName {
    private static final Map<String, String> KEYWORDS =
        Map.of("1.2.840.113549.1.9.1", "EMAILADDRESS");

    @Override
    public @Nullable String of(X509Certificate certificate) {
      String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253, KEYWORDS);
      return name.isEmpty() ? null : name;
    }

    @Override
    public String describe() {
      return "a distinguished name";
    }
  }

  /** The subject's common name; several are joined by commas, as RabbitMQ does. */
  record CommonName() implements CertificateName {
    @Override
    public @Nullable String of(X509Certificate certificate) {
      List<String> names = new ArrayList<>();
      try {
        LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
        for (Rdn part : subject.getRdns()) {
          if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String text) {
            names.add(0, text);
          }
        }
      } catch (InvalidNameException e) {
        return null;
      }
      return names.isEmpty() ? null : String.join(",", names);
    }

    @Override
    public String describe() {
      return "a common name";
    }
  }

  /**
   * A subject alternative name.
   *
   * @param type which kind counts
   * @param index which one of that kind, from 0
   */
  record SubjectAlternativeName(SanType type, int index) implements CertificateName {
    @Override
    public @Nullable String of(X509Certificate certificate) {
      List<String> names = new ArrayList<>();
      for (List<?> entry : alternativeNames(certificate)) {
        if (entry.get(0) instanceof Integer tag
            && tag == type.tag
            && entry.get(1) instanceof String name) {
          names.add(name);
        }
      }
      return index < names.size() ? names.get(index) : null;
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
      try {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : names;
      } catch (CertificateParsingException e) {
        return List.of();
      }
    }

    @Override
    public String describe() {
      return "a subject alternative name of type "
          + type.name().toLowerCase(Locale.ROOT)
          + " at index "
          + index;
    }
  }

  /** Kinds of subject alternative names, with their tags in RFC 5280. */
  enum SanType {
    DNS(2),
    EMAIL(1),
    URI(6),
    IP(7);

    private final int tag;

    SanType(int tag) {
      this.tag = tag;
    }
  }
}

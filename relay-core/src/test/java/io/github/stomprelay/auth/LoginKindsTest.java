package io.github.stomprelay.auth;

import static io.github.stomprelay.auth.Tokens.ACCOUNT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.CertificateName.SanType;
import io.github.stomprelay.auth.CertificateName.SubjectAlternativeName;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificates, anonymous clients, and which way of a chain answers. */
class LoginKindsTest {
  private static final X509Certificate CLIENT = certificate("client-certificate.pem");
  private static final X509Certificate NAMELESS = certificate("nameless-certificate.pem");

  private final AnonymousAuthenticator anonymous = new AnonymousAuthenticator(ACCOUNT, true);
  private final CertificateAuthenticator certificate =
      new CertificateAuthenticator(ACCOUNT, new CertificateName.CommonName());
  private final JwtAuthenticator jwt = Tokens.authenticator(Tokens.options());

  private static X509Certificate certificate(String resource) {
    try (InputStream pem = LoginKindsTest.class.getResourceAsStream(resource)) {
      assertNotNull(pem, resource);
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
    } catch (IOException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aCertificateNamesItsOwnerByWhateverPartIsConfigured() {
    assertEquals("CN=host.example,O=client", new CertificateName.DistinguishedName().of(CLIENT));
    assertEquals("host.example", new CertificateName.CommonName().of(CLIENT));
    assertEquals("one.example", new SubjectAlternativeName(SanType.DNS, 0).of(CLIENT));
    assertEquals("two.example", new SubjectAlternativeName(SanType.DNS, 1).of(CLIENT));
    assertEquals("kim@example.com", new SubjectAlternativeName(SanType.EMAIL, 0).of(CLIENT));
    assertEquals("127.0.0.1", new SubjectAlternativeName(SanType.IP, 0).of(CLIENT));
    assertEquals("urn:x", new SubjectAlternativeName(SanType.URI, 0).of(CLIENT));
  }

  @Test
  void aCertificateWithoutThatPartIsRefusedWithWhatItNeeds() {
    Answer commonName = Answer.of(certificate, Answer.certified(Map.of(), NAMELESS));
    assertEquals("Bad CONNECT", commonName.summary());
    assertTrue(commonName.detail().contains("a common name"), commonName.detail());
    CertificateAuthenticator third =
        new CertificateAuthenticator(ACCOUNT, new SubjectAlternativeName(SanType.DNS, 2));
    assertTrue(
        Answer.of(third, Answer.certified(Map.of(), CLIENT)).detail().contains("dns at index 2"));
    assertFalse(Answer.of(third, Answer.certified(Map.of(), NAMELESS)).accepted());
    assertFalse(Answer.of(certificate, Answer.local(Map.of())).accepted());
  }

  @Test
  void theOwnerOfACertificateWorksWithTheRelaysAccount() {
    Principal host = Answer.of(certificate, Answer.certified(Map.of(), CLIENT)).principal();
    assertEquals("host.example", host.name());
    assertEquals(ACCOUNT, host.account());
    assertFalse(host.announced());
  }

  @Test
  void anonymousIsForThisMachineUnlessToldOtherwise() {
    assertEquals("anonymous", Answer.of(anonymous, Answer.local(Map.of())).principal().name());
    assertEquals("Bad CONNECT", Answer.of(anonymous, Answer.remote(Map.of())).summary());
    AnonymousAuthenticator open = new AnonymousAuthenticator(ACCOUNT, false);
    assertEquals(ACCOUNT, Answer.of(open, Answer.remote(Map.of())).principal().account());
  }

  @Test
  void theFirstWayThatAppliesDecidesAlone() {
    AuthenticationChain chain = new AuthenticationChain(List.of(jwt, certificate, anonymous));
    String good = Tokens.token(Tokens.claims());
    assertEquals("kim", Answer.of(chain, Answer.local(Map.of("token", good))).principal().name());
    Answer forged = Answer.of(chain, Answer.certified(Map.of("token", good + "A"), CLIENT));
    assertEquals("Token refused", forged.summary(), "a bad token ends in no other session");
    assertEquals(
        "host.example", Answer.of(chain, Answer.certified(Map.of(), CLIENT)).principal().name());
    assertEquals("anonymous", Answer.of(chain, Answer.local(Map.of())).principal().name());
    Answer nothing = Answer.of(chain, Answer.local(Map.of("login", "guest", "passcode", "guest")));
    assertTrue(nothing.detail().contains("a JWT in the header"), nothing.detail());
    assertTrue(nothing.detail().contains("a TLS client certificate"), nothing.detail());
  }

  @Test
  void aPasswordIsForTheBrokerAndATokenInItsPlaceForJwt() {
    assertFalse(jwt.applies(Answer.remote(Map.of("login", "guest", "passcode", "gu.est"))));
    assertTrue(jwt.applies(Answer.remote(Map.of("login", "kim", "passcode", "a.b.c"))));
    assertTrue(jwt.applies(Answer.remote(Map.of("Authorization", "nonsense"))));
    assertFalse(jwt.applies(Answer.remote(Map.of("Authorization", "Bearer "))));
    assertFalse(certificate.applies(Answer.certified(Map.of("login", "guest"), CLIENT)));
  }

  @Test
  void aChainOfOneLetsItSayWhatIsMissingAndAnEmptyOneIsNoChain() {
    AuthenticationChain chain = new AuthenticationChain(List.of(jwt));
    assertEquals("Token missing", Answer.of(chain, Answer.local(Map.of())).summary());
    assertThrows(AuthenticationConfigException.class, () -> new AuthenticationChain(List.of()));
  }
}

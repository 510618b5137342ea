package io.github.stomprelay.auth;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** What an authenticator said to one login. */
final class Answer implements Authenticator.Listener {
  /** Never runs anything: the authenticators here answer from inside the call. */
  private static final ScheduledExecutorService LOOP = new ScheduledThreadPoolExecutor(1);

  private @Nullable Principal principal;
  private @Nullable String summary;
  private @Nullable String detail;

  static Answer of(Authenticator authenticator, Login login) {
    Answer answer = new Answer();
    authenticator.authenticate(login, LOOP, answer);
    return answer;
  }

  static Answer renewing(Authenticator authenticator, Principal current, Login login) {
    Answer answer = new Answer();
    authenticator.renew(current, login, LOOP, answer);
    return answer;
  }

  static Login body(String token) {
    return new Login(Map.of(), Map.of(Login.BODY, token), false, null);
  }

  static Login remote(Map<String, String> headers) {
    return new Login(headers, Map.of(), false, null);
  }

  static Login local(Map<String, String> headers) {
    return new Login(headers, Map.of(), true, null);
  }

  static Login certified(Map<String, String> headers, X509Certificate certificate) {
    return new Login(headers, Map.of(), false, certificate);
  }

  @Override
  public void onAccepted(Principal accepted) {
    assertNull(principal, "answered twice");
    assertNull(summary, "answered twice");
    principal = accepted;
  }

  @Override
  public void onRefused(String refusedSummary, String refusedDetail) {
    assertNull(principal, "answered twice");
    assertNull(summary, "answered twice");
    summary = refusedSummary;
    detail = refusedDetail;
  }

  boolean accepted() {
    return principal != null;
  }

  Principal principal() {
    assertNotNull(principal, () -> "refused: " + summary + " / " + detail);
    return principal;
  }

  String summary() {
    assertNotNull(summary, () -> "accepted: " + principal);
    return summary;
  }

  String detail() {
    assertNotNull(detail, () -> "accepted: " + principal);
    return detail;
  }
}

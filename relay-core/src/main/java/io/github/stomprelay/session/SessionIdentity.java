package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;

/**
 * Who a session is, as its newest token says. Whatever depends on claims or on the expiry asks here
 * each time, so that a renewed token holds everywhere at once.
 */
final class SessionIdentity {
  private Principal principal;

  SessionIdentity(Principal principal) {
    this.principal = principal;
  }

  Principal principal() {
    return principal;
  }

  /** Takes over the claims and the expiry of a newer token of the same user. */
  void renew(Principal newer) {
    principal = newer;
  }
}

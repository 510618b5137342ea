package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerAccount;

/**
 * The password that an account's links on one event loop log in with from now on. The account
 * itself, the key under which they are shared, stays as its sessions logged in.
 */
final class AccountSecret {
  private final BrokerAccount account;
  private String password;

  AccountSecret(BrokerAccount account) {
    this.account = account;
    this.password = account.password();
  }

  /** As its sessions know it. */
  BrokerAccount account() {
    return account;
  }

  String password() {
    return password;
  }

  /** As it logs in. */
  BrokerAccount login() {
    return account.withPassword(password);
  }

  void renew(String newer) {
    password = newer;
  }

  /** Returns whether links that are up say nothing of the password that sessions logged in with. */
  boolean isRenewed() {
    return !password.equals(account.password());
  }
}

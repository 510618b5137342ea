package io.github.stomprelay.auth;

/** Words that several ways to authenticate share. */
final class Refusal {
  /** The summary that RabbitMQ's plugin gives for every refused login. */
  static final String BAD_CONNECT = "Bad CONNECT";

  private Refusal() {}
}

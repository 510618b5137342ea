package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.AddressRanges;

/**
 * Which neighbours may say where a client really is; nobody else is believed.
 *
 * @param proxyProtocol neighbours whose connections begin with a PROXY protocol header, version 1
 *     or 2; from them it is required
 * @param forwardedFor neighbours whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} count
 */
public record ProxySettings(AddressRanges proxyProtocol, AddressRanges forwardedFor) {
  /** Nobody. */
  public static final ProxySettings NONE =
      new ProxySettings(AddressRanges.NONE, AddressRanges.NONE);
}

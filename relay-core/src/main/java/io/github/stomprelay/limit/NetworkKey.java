package io.github.stomprelay.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Whom an address stands for: itself, or with IPv6 its first 64 bits, since that is what one
 * household or one machine is given.
 */
public record NetworkKey(boolean v6, long prefix) {
  /** The key of this address. */
  public static NetworkKey of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet6Address
        ? new NetworkKey(true, bytes.getLong())
        : new NetworkKey(false, bytes.getInt());
  }

  /** As an operator writes it: {@code 192.0.2.1}, {@code 2001:db8:1:2:0:0:0:0/64}. */
  @Override
  public String toString() {
    ByteBuffer bytes = ByteBuffer.allocate(v6 ? 16 : 4);
    byte[] address = (v6 ? bytes.putLong(prefix) : bytes.putInt((int) prefix)).array();
    try {
      return InetAddress.getByAddress(address).getHostAddress() + (v6 ? "/64" : "");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.stomprelay.transport.http;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of IP networks in CIDR notation, of both families. Immutable. */
public final class AddressRanges {
  /** The empty set. */
  public static final AddressRanges NONE = new AddressRanges(List.of());

  private record Range(byte family, BigInteger network, int shift) {}

  private final List<Range> ranges;

  private AddressRanges(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * The set of these networks, such as {@code 10.0.0.0/8}, {@code ::1}, {@code fd00::/8}.
   *
   * @throws IllegalArgumentException naming the entry that is none
   */
  public static AddressRanges of(List<String> networks) {
    List<Range> ranges = new ArrayList<>();
    for (String network : networks) {
      ranges.add(parse(network.trim()));
    }
    return new AddressRanges(ranges);
  }

  /** Returns whether the set has no member. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /**
   * Returns whether this address is in one of the networks; an IPv4 address mapped to IPv6 counts
   * as IPv4.
   */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    BigInteger value = new BigInteger(1, bytes);
    for (Range range : ranges) {
      if (range.family == bytes.length && value.shiftRight(range.shift).equals(range.network)) {
        return true;
      }
    }
    return false;
  }

  private static Range parse(String network) {
    int slash = network.indexOf('/');
    String host = slash < 0 ? network : network.substring(0, slash);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "'"
              + network
              + "' is not a network: write an IP address, or one with a prefix, such as"
              + " 10.0.0.0/8");
    }
    int bits = 8 * bytes.length;
    int prefix = slash < 0 ? bits : prefix(network, slash, bits);
    return new Range(
        (byte) bytes.length, new BigInteger(1, bytes).shiftRight(bits - prefix), bits - prefix);
  }

  private static int prefix(String network, int slash, int bits) {
    try {
      int prefix = Integer.parseInt(network.substring(slash + 1));
      if (prefix >= 0 && prefix <= bits) {
        return prefix;
      }
    } catch (NumberFormatException e) {
      // answered below, as an impossible number is
    }
    throw new IllegalArgumentException(
        "'" + network + "': the prefix must be a number from 0 to " + bits);
  }
}

package io.github.stomprelay.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A fuzzer's bytes, read as the choices that a target needs; a spent input answers with zeros. */
public final class FuzzInput {
  private final byte[] bytes;
  private int at;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns a number from 0 to {@code bound - 1}. */
  public int choose(int bound) {
    return octet() % bound;
  }

  /** Returns one of these. */
  public <T> T oneOf(List<T> all) {
    return all.get(choose(all.size()));
  }

  public boolean flag() {
    return (octet() & 1) != 0;
  }

  /** Returns a short text: one octet of length, then UTF-8 that may be wrong. */
  public String text() {
    int length = Math.min(octet(), bytes.length - at);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  /** Returns all that is left. */
  public byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
    at = bytes.length;
    return rest;
  }

  private int octet() {
    return at < bytes.length ? bytes[at++] & 0xff : 0;
  }
}

package io.github.stomprelay.permission;

import io.github.stomprelay.testkit.FuzzInput;

/**
 * Fuzz target: a pattern is read or refused; a grant that includes a request lets nothing through
 * that it does not match itself, and two patterns that share a key overlap, whichever is asked.
 */
public final class PatternFuzz {
  private PatternFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    WordPattern grant;
    WordPattern request;
    WordPattern key = WordPattern.literal(input.text());
    try {
      grant = WordPattern.parse(input.text());
      request = WordPattern.parse(input.text());
    } catch (PatternException e) {
      return;
    }
    if (grant.includes(request) && request.includes(key) && !grant.includes(key)) {
      throw new AssertionError(grant + " includes " + request + ", but not its key " + key);
    }
    if (request.includes(key) && grant.includes(key) && !grant.overlaps(request)) {
      throw new AssertionError(grant + " and " + request + " share " + key);
    }
    if (grant.overlaps(request) != request.overlaps(grant)) {
      throw new AssertionError(grant + " and " + request + " overlap one way only");
    }
  }
}

package io.github.stomprelay.transport.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response as it came. */
public record RawResponse(int status, List<String> headers, String body) {

  static RawResponse parse(String head) {
    List<String> lines = new ArrayList<>(List.of(head.strip().split("\r\n")));
    String statusLine = lines.remove(0);
    return new RawResponse(Integer.parseInt(statusLine.split(" ")[1]), lines, "");
  }

  RawResponse withBody(String newBody) {
    return new RawResponse(status, headers, newBody);
  }

  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    for (String line : headers) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }

  /** The value of a header that must be there. */
  public String mustHave(String name) {
    @Nullable String value = header(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + headers);
    }
    return value;
  }
}

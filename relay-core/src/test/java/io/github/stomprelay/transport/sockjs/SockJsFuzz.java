package io.github.stomprelay.transport.sockjs;

import com.google.gson.stream.MalformedJsonException;
import io.github.stomprelay.testkit.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: an upload is an array of strings, or is refused as what it is; what is quoted is
 * read back unchanged; a path is one of ours or none.
 */
public final class SockJsFuzz {
  private SockJsFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    if (input.flag()) {
      path(new String(input.rest(), StandardCharsets.UTF_8));
    } else {
      upload(new String(input.rest(), StandardCharsets.UTF_8));
    }
  }

  private static void path(String path) {
    @Nullable SockJsPath parsed = SockJsPath.parse(path);
    if (parsed != null && (parsed.session().contains("/") || parsed.session().contains("."))) {
      throw new AssertionError("session '" + parsed.session() + "' of " + path);
    }
  }

  private static void upload(String json) {
    List<String> strings;
    try {
      strings = JsonText.strings(json);
    } catch (JsonText.NotAnArrayException | MalformedJsonException e) {
      return;
    }
    StringBuilder quoted = new StringBuilder("[");
    for (String string : strings) {
      JsonText.quote(string, quoted.length() > 1 ? quoted.append(',') : quoted);
    }
    try {
      List<String> again = JsonText.strings(quoted.append(']').toString());
      if (!again.equals(strings)) {
        throw new AssertionError(strings + " came back as " + again);
      }
    } catch (JsonText.NotAnArrayException | MalformedJsonException e) {
      throw new AssertionError("cannot read what was quoted: " + quoted, e);
    }
  }
}

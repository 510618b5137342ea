package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a relay that cannot start says. */
class RelayStartTest {
  @Test
  void certificatesThatCannotBeUsedAreNamed(@TempDir Path directory) throws Exception {
    Path garbage = Files.writeString(directory.resolve("garbage"), "garbage\n");
    RelayException refused =
        assertThrows(
            RelayException.class,
            () ->
                LoneRelay.start(
                    "stomps.port=0", "tls.certificate=" + garbage, "tls.key=" + garbage));
    assertEquals(garbage + ": no private key in it", refused.getMessage());
  }
}

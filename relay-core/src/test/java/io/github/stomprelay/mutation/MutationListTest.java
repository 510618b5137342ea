package io.github.stomprelay.mutation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The list of mutations keeps up with the code: trying them all takes too long for every build. */
class MutationListTest {
  @Test
  void everyDefenceStandsWhereTheListSaysAndHasItsTest() throws IOException {
    List<String> astray = new ArrayList<>();
    for (Mutation each : Mutation.read(Files.readAllLines(Path.of("src/test/mutations.txt")))) {
      if (!Files.exists(each.source()) || !Files.readString(each.source()).contains(each.from())) {
        astray.add(each.threat() + " " + each.file() + ": " + each.from());
      }
      String test = each.test().replaceAll("#.*", "").replace('.', '/') + ".java";
      if (!Files.exists(Path.of("..", each.module(), "src/test/java/io/github/stomprelay", test))) {
        astray.add(each.threat() + " has no test " + each.test());
      }
    }
    assertEquals(List.of(), astray);
  }
}

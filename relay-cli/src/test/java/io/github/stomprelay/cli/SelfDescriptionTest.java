package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.Settings;
import io.github.stomprelay.config.SettingsDocument;
import io.github.stomprelay.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help, man page, documentation and completion say what the settings table says. */
class SelfDescriptionTest {
  @Test
  void helpOfRunHoldsEverySettingWithItsDefault() {
    String help = new Terminals().run("run", "--help").out();
    Set<String> flags = new TreeSet<>();
    Matcher flag = Pattern.compile("(?m)^ +--([a-z0-9.-]+)(?:\\[?=|\\s|$)").matcher(help);
    while (flag.find()) {
      flags.add(flag.group(1));
    }
    Set<String> table = new TreeSet<>(Set.of("lenient", "set"));
    Settings.PLAIN.stream().filter(s -> !s.isOpen()).map(Setting::key).forEach(table::add);
    assertEquals(table, flags);
    String flat = help.replaceAll("\\s+", "");
    for (Setting<?> setting : Settings.PLAIN) {
      if (!setting.isOpen() && !setting.secret() && !setting.defaultText().isEmpty()) {
        assertTrue(
            flat.contains("Default:" + setting.defaultText().replace(" ", "")), setting.key());
      }
    }
  }

  @Test
  void theManPageHoldsEverySetting() {
    String page = new Terminals().run("config", "doc", "--format=man").out();
    for (Setting<?> setting : Settings.ALL) {
      String key = setting.isNamed() ? setting.key() : setting.flag();
      assertTrue(page.contains("\n\\fB" + key.replace("-", "\\-") + "\\fR\n"), key);
    }
    assertTrue(page.startsWith(".TH STOMP\\-RELAY 1"));
    assertTrue(page.contains("\\fBcheck\\-config\\fR"));
  }

  @Test
  void configDocPrintsThePageAndTheFile() {
    assertEquals(SettingsDocument.markdown(), new Terminals().run("config", "doc").out());
    assertEquals(
        SettingsDocument.properties(),
        new Terminals().run("config", "doc", "--format=properties").out());
  }

  @Test
  void theCompletionScriptIsGoodBash(@TempDir Path directory)
      throws IOException, InterruptedException {
    String script = new Terminals().run("completion").out();
    assertTrue(script.contains("--stomp.port"));
    Path file = Files.writeString(directory.resolve("completion"), script);
    Process bash = new ProcessBuilder("bash", "-n", file.toString()).inheritIO().start();
    assertTrue(bash.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, bash.exitValue());
  }
}

package io.github.stomprelay.cli;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.Settings;
import io.github.stomprelay.setting.Problem;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that cannot be understood: a line for each thing, and where to look. */
final class UsageErrors {
  private UsageErrors() {}

  static int report(ParameterException problem, String... given) {
    CommandLine line = problem.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    if (problem instanceof UnmatchedArgumentException unmatched) {
      for (String argument : unmatched.getUnmatched()) {
        line.getErr().println(Terminal.line("stomp-relay: " + explain(argument)));
      }
    } else {
      line.getErr().println(Terminal.line("stomp-relay: " + firstLine(problem)));
    }
    line.getErr().println("See: " + name + " --help");
    return ExitCode.USAGE;
  }

  private static String explain(String argument) {
    if (!argument.startsWith("--")) {
      return "unexpected argument '" + argument + "'";
    }
    int equals = argument.indexOf('=');
    String key = argument.substring(2, equals < 0 ? argument.length() : equals);
    if (Settings.find(key).isPresent()) {
      return isFlag(key)
          ? "--" + key + " is not an option of this command"
          : "--"
              + key
              + " is not a flag, because it contains a name; use the file, or --set "
              + key
              + "=VALUE";
    }
    Problem problem = ConfigLoader.unknownKey(key, "--" + key);
    return "unknown option --"
        + key
        + "; "
        + problem.advice().replace("did you mean ", "did you mean --");
  }

  private static boolean isFlag(String key) {
    return Settings.PLAIN.stream().anyMatch(setting -> setting.key().equals(key));
  }

  private static String firstLine(ParameterException problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("wrong usage");
  }
}

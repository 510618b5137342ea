package io.github.stomprelay.cli;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.permission.Action;
import io.github.stomprelay.permission.Decision;
import io.github.stomprelay.relay.PermissionCheck;
import io.github.stomprelay.relay.RelayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code explain}: what the permissions of a configuration say of somebody, and which one says it.
 */
final class ExplainCommand implements Subcommand {
  private static final String TOKEN = "--token";
  private static final String CLAIMS = "--claims";
  private static final String LOGIN = "--login";
  private static final String ACTION = "--action";
  private static final String DESTINATION = "--destination";
  private static final int LONGEST = 64 << 10;

  private final CliContext context;
  private final SettingFlags flags;
  private final CommandSpec spec;

  ExplainCommand(CliContext context) {
    this.context = context;
    this.flags = new SettingFlags(context);
    this.spec = Specs.command(name(), this, "Says whether somebody may do something, and why.");
    spec.addOption(Specs.text("@FILE", "Who: the owner of this token; @- reads it.", TOKEN));
    spec.addOption(
        Specs.text("JSON", "Who: the owner of a token with these claims; or @FILE, @-.", CLAIMS));
    spec.addOption(Specs.text("NAME", "Who: somebody who logs in without a token.", LOGIN));
    spec.addOption(Specs.text("ACTION", "What: publish or subscribe.", ACTION));
    spec.addOption(
        Specs.text("DESTINATION", "Where: as in a frame, such as /topic/room.1.", DESTINATION));
    flags.addFile(spec);
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    Action action = action(parsed.matchedOptionValue(ACTION, ""));
    String destination = parsed.matchedOptionValue(DESTINATION, "");
    if (destination.isEmpty()) {
      throw Failure.usage(DESTINATION + " is missing: where to, such as /topic/room.1");
    }
    try {
      PermissionCheck check = new PermissionCheck(flags.load(parsed).config());
      Principal who = who(check, parsed);
      Decision decision = decide(check, who, action, destination);
      context.out().println(Terminal.line(sentence(decision)));
      return decision.allowed() ? ExitCode.OK : ExitCode.DENIED;
    } catch (RelayException e) {
      throw Failure.configuration(String.valueOf(e.getMessage()));
    }
  }

  private static Action action(String text) throws Failure {
    return Arrays.stream(Action.values())
        .filter(action -> action.label().equals(text))
        .findFirst()
        .orElseThrow(() -> Failure.usage(ACTION + " is publish or subscribe"));
  }

  private Principal who(PermissionCheck check, ParseResult parsed) throws Failure, RelayException {
    List<String> given =
        List.of(TOKEN, CLAIMS, LOGIN).stream().filter(parsed::hasMatchedOption).toList();
    if (given.size() != 1) {
      throw Failure.usage("say who: one of " + TOKEN + ", " + CLAIMS + ", " + LOGIN);
    }
    String option = given.get(0);
    String text = parsed.matchedOptionValue(option, "");
    try {
      return switch (option) {
        case TOKEN -> check.ofToken(token(text));
        case CLAIMS -> check.ofClaims(text.startsWith("@") ? read(option, text) : text);
        default -> check.named(text);
      };
    } catch (IllegalArgumentException e) {
      throw Failure.usage(option + ": " + e.getMessage());
    }
  }

  private String token(String text) throws Failure {
    if (!text.startsWith("@")) {
      throw Failure.usage(
          TOKEN
              + ": everybody on this machine can read a command line, so no token is taken from it;"
              + " use @FILE, or @- for standard input");
    }
    return read(TOKEN, text);
  }

  private String read(String option, String source) throws Failure {
    try {
      byte[] bytes =
          source.equals("@-")
              ? context.in().readNBytes(LONGEST)
              : Files.readAllBytes(Path.of(source.substring(1)));
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException | InvalidPathException e) {
      throw Failure.usage(option + ": cannot read " + source.substring(1) + ": " + e.getMessage());
    }
  }

  private static Decision decide(
      PermissionCheck check, Principal who, Action action, String destination) throws Failure {
    try {
      return check.decide(who, action, destination);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(DESTINATION + ": " + e.getMessage());
    }
  }

  private static String sentence(Decision decision) {
    String rule = decision.rule();
    if (decision.allowed()) {
      return "allowed: " + (rule == null ? "there are no permission.<name>.… rules" : "by " + rule);
    }
    return "denied: " + (rule == null ? decision.cause() : "by " + rule);
  }
}

package io.github.stomprelay.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code sessions}: the sessions of a running relay of this configuration, a line each. */
final class SessionsCommand implements Subcommand {
  private static final String USER = "--user";
  private static final String CLIENT = "--client";
  private static final String JSON = "--json";
  private static final int PAGE = 1000;

  private final CliContext context;
  private final SettingFlags flags;
  private final CommandSpec spec;

  SessionsCommand(CliContext context) {
    this.context = context;
    this.flags = new SettingFlags(context);
    this.spec =
        Specs.command(name(), this, "Lists the sessions of a running relay, by its admin port.");
    spec.addOption(Specs.text("NAME", "Only those of this user.", USER));
    spec.addOption(Specs.text("NAME", "Only those whose client calls itself so.", CLIENT));
    spec.addOption(Specs.flag(JSON, "Print JSON, an object on each line, not a table."));
    flags.addAll(spec);
  }

  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    ParseResult parsed = Specs.parsed(spec);
    AdminClient relay = new AdminClient(flags.load(parsed).config().admin());
    String query = "/sessions?limit=" + PAGE + parameter(parsed, USER) + parameter(parsed, CLIENT);
    List<JsonObject> sessions = all(relay, query);
    if (parsed.hasMatchedOption(JSON)) {
      sessions.forEach(each -> context.out().println(Terminal.line(each.toString())));
    } else {
      context.out().println(SessionLine.HEADING);
      sessions.forEach(each -> context.out().println(SessionLine.of(each)));
    }
    return ExitCode.OK;
  }

  /** Page after page; the ids that part them only grow. */
  private static List<JsonObject> all(AdminClient relay, String query) throws Failure {
    List<JsonObject> sessions = new ArrayList<>();
    String after = "";
    while (true) {
      JsonObject page = page(relay.get(query + "&after=" + encoded(after)));
      page.getAsJsonArray("sessions").forEach(each -> sessions.add(each.getAsJsonObject()));
      String next = page.has("next") ? page.get("next").getAsString() : "";
      if (next.compareTo(after) <= 0) {
        return sessions;
      }
      after = next;
    }
  }

  private static String parameter(ParseResult parsed, String option) {
    @Nullable String value = parsed.matchedOptionValue(option, (String) null);
    return value == null ? "" : "&" + option.substring(2) + "=" + encoded(value);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonObject page(AdminClient.Answer answer) throws Failure {
    if (!answer.good()) {
      throw new Failure(
          ExitCode.SESSIONS_REFUSED, "the relay refuses: " + Terminal.line(answer.body()));
    }
    try {
      JsonElement page = JsonParser.parseString(answer.body());
      if (page instanceof JsonObject object && object.get("sessions") instanceof JsonArray) {
        return object;
      }
    } catch (JsonParseException e) {
      // told below
    }
    throw new Failure(
        ExitCode.SESSIONS_REFUSED, "what answers is not a relay: not a page of sessions");
  }
}

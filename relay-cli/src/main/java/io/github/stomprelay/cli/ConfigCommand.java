package io.github.stomprelay.cli;

import io.github.stomprelay.config.EffectiveValue;
import io.github.stomprelay.config.SettingsDocument;
import io.github.stomprelay.setting.Origin;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code config print} and {@code config doc}: what is in force, and what there is. */
final class ConfigCommand implements Subcommand {
  private static final String ORIGIN = "--origin";
  private static final String CHANGED = "--changed";
  private static final String FORMAT = "--format";

  private final CliContext context;
  private final SettingFlags flags;
  private final CommandSpec spec;
  private final CommandSpec print;
  private final CommandSpec doc;

  ConfigCommand(CliContext context) {
    this.context = context;
    this.flags = new SettingFlags(context);
    this.spec =
        Specs.command(
            name(),
            this,
            "Shows the configuration: print what is in force, or document all settings.");
    this.print =
        Specs.command("print", (Action) this::print, "Prints every setting that is in force.");
    this.doc =
        Specs.command("doc", (Action) this::document, "Prints the documentation of every setting.");
    print.addOption(Specs.flag(ORIGIN, "Say where each value was set."));
    print.addOption(Specs.flag(CHANGED, "Leave out what has its default."));
    flags.addAll(print);
    doc.addOption(Specs.text("FORMAT", "markdown (default), properties, or man.", FORMAT));
    spec.addSubcommand("print", print);
    spec.addSubcommand("doc", doc);
  }

  /** A sub-command of this command. */
  private interface Action extends Callable<Integer> {}

  @Override
  public String name() {
    return "config";
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws Failure {
    throw Failure.usage("config needs to be told what to do: config print, or config doc");
  }

  private int print() throws Failure {
    ParseResult parsed = Specs.parsed(print);
    boolean origins = parsed.hasMatchedOption(ORIGIN);
    boolean changed = parsed.hasMatchedOption(CHANGED);
    for (EffectiveValue value : flags.load(parsed).values()) {
      if (changed && value.origin().equals(Origin.DEFAULT)) {
        continue;
      }
      String line = origins ? value + "  # " + value.origin() : value.toString();
      context.out().println(Terminal.line(line));
    }
    return ExitCode.OK;
  }

  private int document() throws Failure {
    String format = Specs.parsed(doc).matchedOptionValue(FORMAT, "markdown");
    String text =
        switch (format) {
          case "markdown" -> SettingsDocument.markdown();
          case "properties" -> SettingsDocument.properties();
          case "man" -> new ManPage(spec.root()).text();
          default ->
              throw Failure.usage(
                  "--format=" + format + " is none; take markdown, properties or man");
        };
    context.out().print(text);
    context.out().flush();
    return ExitCode.OK;
  }
}

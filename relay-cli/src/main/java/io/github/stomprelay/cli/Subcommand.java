package io.github.stomprelay.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A sub-command. */
interface Subcommand extends Callable<Integer> {
  /** As it is typed. */
  String name();

  /** Its options; the same object each time, so that a call finds what was parsed. */
  CommandSpec spec();
}

/**
 * The command line: one class per command, the settings table as flags, exit codes, logging, and
 * the demo's page. The only place that ends the process.
 */
@NullMarked
package io.github.stomprelay.cli;

import org.jspecify.annotations.NullMarked;

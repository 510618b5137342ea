/**
 * The command line: one class per command, the settings table as flags, exit codes. The only place
 * that ends the process.
 */
@NullMarked
package io.github.stomprelay.cli;

import org.jspecify.annotations.NullMarked;

/** The program: its commands, exit codes, logging, and the demo's page. */
@NullMarked
package io.github.stomprelay.cli;

import org.jspecify.annotations.NullMarked;

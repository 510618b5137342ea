/** How log lines look and where they go. One event is one line, whatever a client sends. */
@NullMarked
package io.github.stomprelay.cli.logging;

import org.jspecify.annotations.NullMarked;

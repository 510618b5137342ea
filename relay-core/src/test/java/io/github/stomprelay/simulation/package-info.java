/** Whole runs of sessions, fan-out and AMQP that a seed decides: see docs/testing.md. */
@NullMarked
package io.github.stomprelay.simulation;

import org.jspecify.annotations.NullMarked;

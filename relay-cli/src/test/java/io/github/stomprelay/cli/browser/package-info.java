/**
 * The packaged program as a process, real browsers and real npm clients in front of it, a real
 * RabbitMQ behind it. The scenarios are scripts in {@code src/test/browser}.
 */
@NullMarked
package io.github.stomprelay.cli.browser;

import org.jspecify.annotations.NullMarked;

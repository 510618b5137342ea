/** Whole conversations with a running relay, or with RabbitMQ's own plugin as the measure. */
@NullMarked
package io.github.stomprelay.it;

import org.jspecify.annotations.NullMarked;

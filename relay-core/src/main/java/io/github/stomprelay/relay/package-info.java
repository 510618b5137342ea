/**
 * Puts the rooms together: from one configuration to a running relay and back. The only package
 * that knows all others. Reading order: {@link io.github.stomprelay.relay.Relay}, then one {@code
 * *Setup} class for each room.
 */
@NullMarked
package io.github.stomprelay.relay;

import org.jspecify.annotations.NullMarked;

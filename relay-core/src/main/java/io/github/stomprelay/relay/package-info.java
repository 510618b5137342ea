/**
 * Puts the packages together: from one configuration to a running relay and back. The only package
 * that knows all others. Reading order: {@link io.github.stomprelay.relay.Relay}, then the {@code
 * *Setup} classes, which make of the configuration what needs files, sockets or other packages.
 */
@NullMarked
package io.github.stomprelay.relay;

import org.jspecify.annotations.NullMarked;

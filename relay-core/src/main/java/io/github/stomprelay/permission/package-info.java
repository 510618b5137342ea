/**
 * What a session may publish to and subscribe to: rules of the configuration and grants of tokens,
 * compiled once for each session, asked before anything reaches the broker.
 */
@NullMarked
package io.github.stomprelay.permission;

import org.jspecify.annotations.NullMarked;

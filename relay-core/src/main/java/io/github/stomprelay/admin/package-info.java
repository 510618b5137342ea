/**
 * The operator's own port: is the relay alive, is it ready, what has it counted, who is there.
 * Never on the clients' ports.
 */
@NullMarked
package io.github.stomprelay.admin;

import org.jspecify.annotations.NullMarked;

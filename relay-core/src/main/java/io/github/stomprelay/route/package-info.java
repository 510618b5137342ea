/**
 * Application destinations (/app/...): declared routes from a SEND to an exchange, with templates
 * over body, path and claims, and what is published when a session ends. No code per application.
 */
@NullMarked
package io.github.stomprelay.route;

import org.jspecify.annotations.NullMarked;

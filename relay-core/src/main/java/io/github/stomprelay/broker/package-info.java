/**
 * The port to the broker, in AMQP's words: what a session may ask and what it is told.
 * Asynchronous; every method is called and every callback arrives on the session's own event loop.
 */
@NullMarked
package io.github.stomprelay.broker;

import org.jspecify.annotations.NullMarked;

/** Tests of the embedded broker; the conformance tests run against a real RabbitMQ as well. */
@NullMarked
package io.github.stomprelay.embedded;

import org.jspecify.annotations.NullMarked;

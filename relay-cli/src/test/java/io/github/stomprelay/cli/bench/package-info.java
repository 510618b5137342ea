/** Tests of the load generator's arithmetic. */
@NullMarked
package io.github.stomprelay.cli.bench;

import org.jspecify.annotations.NullMarked;

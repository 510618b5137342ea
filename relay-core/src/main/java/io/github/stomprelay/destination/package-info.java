/** What a destination header means: pure values, no I/O. */
@NullMarked
package io.github.stomprelay.destination;

import org.jspecify.annotations.NullMarked;

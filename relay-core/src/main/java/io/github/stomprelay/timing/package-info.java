/** Samples of how long things take, cheap enough for the way of a message. */
@NullMarked
package io.github.stomprelay.timing;

import org.jspecify.annotations.NullMarked;

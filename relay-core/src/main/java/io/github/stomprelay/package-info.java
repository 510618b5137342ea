/** The relay's engine. */
@NullMarked
package io.github.stomprelay;

import org.jspecify.annotations.NullMarked;

/** Work that nobody waits for: what it throws is caught, logged and counted, and stops nothing. */
@NullMarked
package io.github.stomprelay.task;

import org.jspecify.annotations.NullMarked;

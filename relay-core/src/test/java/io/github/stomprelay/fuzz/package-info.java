/** Runs the fuzz targets, which lie beside what they look into as {@code *Fuzz}. */
@NullMarked
package io.github.stomprelay.fuzz;

import org.jspecify.annotations.NullMarked;

/**
 * The settings table: what a setting is, how its text becomes a value, where the text came from and
 * what was wrong with it. Pure, but for reading secret files.
 */
@NullMarked
package io.github.stomprelay.config.table;

import org.jspecify.annotations.NullMarked;

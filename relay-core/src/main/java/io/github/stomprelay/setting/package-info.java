/**
 * What a setting is: its key and default, how its text becomes a value, where the text came from
 * and what was wrong with it. Pure, but for reading secret files.
 */
@NullMarked
package io.github.stomprelay.setting;

import org.jspecify.annotations.NullMarked;

/**
 * Where settings come from: properties file, environment, credentials directory, flags. Each is
 * turned into assignments of text to keys; what a key means is the table's business.
 */
@NullMarked
package io.github.stomprelay.config.source;

import org.jspecify.annotations.NullMarked;

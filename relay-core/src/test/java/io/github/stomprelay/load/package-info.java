/** Many clients at once; small in every build, at full size by a property. */
@NullMarked
package io.github.stomprelay.load;

import org.jspecify.annotations.NullMarked;

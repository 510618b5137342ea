/** Real components and small clients that the tests drive. */
@NullMarked
package io.github.stomprelay.testkit;

import org.jspecify.annotations.NullMarked;

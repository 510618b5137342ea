/** Takes defences out one by one and looks whether their tests notice. */
@NullMarked
package io.github.stomprelay.mutation;

import org.jspecify.annotations.NullMarked;

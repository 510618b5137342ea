/** Who a client is and what it may do: the ways to authenticate, the principal they yield. */
@NullMarked
package io.github.stomprelay.auth;

import org.jspecify.annotations.NullMarked;

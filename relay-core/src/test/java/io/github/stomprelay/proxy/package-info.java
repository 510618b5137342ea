/** The relay behind Debian's nginx and HAProxy, with the recipes that are shipped. */
@NullMarked
package io.github.stomprelay.proxy;

import org.jspecify.annotations.NullMarked;

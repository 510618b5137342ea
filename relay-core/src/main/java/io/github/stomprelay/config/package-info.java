/**
 * The configuration: one settings table, from which flags, environment names, the shipped
 * properties file, the documentation and the defaults all follow, and the immutable records that
 * the other rooms are built from. Reports all problems at once, each with its place and a remedy.
 *
 * <p>Read {@link io.github.stomprelay.config.RelayConfig} first; each record beside it owns one
 * group of settings, their defaults and their checks.
 */
@NullMarked
package io.github.stomprelay.config;

import org.jspecify.annotations.NullMarked;

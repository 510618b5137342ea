/**
 * The configuration: one settings table, from which flags, environment names, the shipped
 * properties file, the documentation and the defaults all follow. Each package declares its rows,
 * and the record that it reads them into; here they are put in order, loaded and added up. Reports
 * all problems at once, each with its place and a remedy.
 *
 * <p>Read {@link io.github.stomprelay.config.RelayConfig} first, then {@link
 * io.github.stomprelay.config.Settings}.
 */
@NullMarked
package io.github.stomprelay.config;

import org.jspecify.annotations.NullMarked;

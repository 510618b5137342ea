/** What the relay tells systemd: sd_notify(3). */
@NullMarked
package io.github.stomprelay.cli.systemd;

import org.jspecify.annotations.NullMarked;

/**
 * What many clients together, or one of them, may do: token buckets, counts and bans by key. Every
 * table is bounded, whoever fills it. Time is handed in ({@link System#nanoTime}), so nothing here
 * has a clock or a thread.
 */
@NullMarked
package io.github.stomprelay.limit;

import org.jspecify.annotations.NullMarked;

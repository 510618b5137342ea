/**
 * The STOMP protocol, versions 1.0, 1.1 and 1.2: frames, their headers, the decoder and the
 * encoder. Knows bytes and frames, nothing of sessions.
 */
@NullMarked
package io.github.stomprelay.stomp;

import org.jspecify.annotations.NullMarked;

/**
 * Trying again: for how long to pause, and which failures to try again after (spec §2.3–2.4).
 *
 * <p>May import {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.location.retry;

import org.jspecify.annotations.NullMarked;

/**
 * Times, frontiers and the order they live in (spec §1.1–1.2), and the clock everyone is handed.
 *
 * <p>Pure values but for {@code SystemClock}: may import nothing of ours.
 */
@NullMarked
package io.travertine.persist.time;

import org.jspecify.annotations.NullMarked;

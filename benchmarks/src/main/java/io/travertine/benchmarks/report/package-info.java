/**
 * Figures, their medians over rounds, and how they are shown.
 *
 * <p>May import {@code work}.
 */
@NullMarked
package io.travertine.benchmarks.report;

import org.jspecify.annotations.NullMarked;

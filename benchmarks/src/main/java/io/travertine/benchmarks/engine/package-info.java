/**
 * The databases that are compared, each set to force every commit to disk as far as it can.
 *
 * <p>May import nothing of ours: Travertine is one of them, opened by its URL.
 */
@NullMarked
package io.travertine.benchmarks.engine;

import org.jspecify.annotations.NullMarked;

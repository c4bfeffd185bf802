/**
 * Benchmarks of the porch, with what they are measured against. Run by {@link
 * io.travertine.persist.bench.CoreBenchmarks}; their figures are in {@code docs/benchmarks.md}.
 *
 * <p>May import the porch, {@code data}, {@code id}, {@code location} and {@code time}; JMH stays
 * in here.
 */
@NullMarked
package io.travertine.persist.bench;

import org.jspecify.annotations.NullMarked;

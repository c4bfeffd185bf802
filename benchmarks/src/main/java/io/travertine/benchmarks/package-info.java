/**
 * Travertine beside other databases: the same work through the same JDBC calls, in one run, in
 * rounds.
 *
 * <p>May import {@code engine}, {@code work} and {@code report}.
 */
@NullMarked
package io.travertine.benchmarks;

import org.jspecify.annotations.NullMarked;

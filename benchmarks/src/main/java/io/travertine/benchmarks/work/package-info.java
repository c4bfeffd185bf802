/**
 * What the databases are given to do, checked afterwards: work that was not done is an error, not a
 * figure.
 *
 * <p>May import {@code engine}.
 */
@NullMarked
package io.travertine.benchmarks.work;

import org.jspecify.annotations.NullMarked;

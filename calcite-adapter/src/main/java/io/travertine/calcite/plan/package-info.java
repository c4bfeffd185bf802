/**
 * From a statement's text to something that runs: parse, read times, validate, convert, optimise,
 * implement; and the cache of what came out.
 *
 * <p>May import {@code change}, {@code exec}, {@code session}, {@code parse}, {@code catalog},
 * {@code type} and Calcite.
 */
@NullMarked
package io.travertine.calcite.plan;

import org.jspecify.annotations.NullMarked;

/**
 * The operators of a plan that are our own, the rules that make them, and how they turn into
 * generated code.
 *
 * <p>May import {@code exec}, {@code session}, {@code key}, {@code catalog}, {@code type} and
 * Calcite.
 */
@NullMarked
package io.travertine.calcite.plan.rel;

import org.jspecify.annotations.NullMarked;

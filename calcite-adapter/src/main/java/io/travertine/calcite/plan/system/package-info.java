/**
 * Tables about the database itself: {@code information_schema} and {@code sys}.
 *
 * <p>May import {@code exec}, {@code session}, {@code catalog} and {@code type}.
 */
@NullMarked
package io.travertine.calcite.plan.system;

import org.jspecify.annotations.NullMarked;

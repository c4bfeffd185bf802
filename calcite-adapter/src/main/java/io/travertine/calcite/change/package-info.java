/**
 * What INSERT, UPDATE, DELETE, MERGE and TRUNCATE do with rows: a query or written values go in,
 * staged changes of one table come out.
 *
 * <p>May import {@code exec}, {@code session}, {@code catalog}, {@code type} and Calcite's types.
 */
@NullMarked
package io.travertine.calcite.change;

import org.jspecify.annotations.NullMarked;

/**
 * What a plan does when it runs: scans shards by column, filters, stages changes, hands out rows.
 *
 * <p>May import {@code session}, {@code key}, {@code catalog}, {@code type} and the data types of
 * persist-core.
 */
@NullMarked
package io.travertine.calcite.exec;

import org.jspecify.annotations.NullMarked;

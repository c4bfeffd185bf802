/**
 * Shards as temporal SQL tables, through Apache Calcite. Nothing lives here: the way in is {@link
 * io.travertine.calcite.schema}.
 */
@NullMarked
package io.travertine.calcite;

import org.jspecify.annotations.NullMarked;

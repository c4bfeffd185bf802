/**
 * The durable catalog: what schemas, tables and columns there are, now and at any past instant,
 * kept in a shard of its own.
 *
 * <p>May import {@code type} and the porch of persist-core.
 */
@NullMarked
package io.travertine.calcite.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * The data of a shard as values: schemas, columns, batches of updates, their order and their
 * consolidation (spec §1.1, §1.5, §7.2).
 *
 * <p>Pure; may import {@code time} alone.
 */
@NullMarked
package io.travertine.persist.data;

import org.jspecify.annotations.NullMarked;

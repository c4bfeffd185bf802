/**
 * Transactions over many shards (spec §11): one append to the txns shard commits them all.
 *
 * <p>May import the porch and what the porch shows.
 */
@NullMarked
package io.travertine.persist.txn;

import org.jspecify.annotations.NullMarked;

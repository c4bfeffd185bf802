/**
 * Moves the root: creates shards, finds their current state, and commits transitions by
 * compare-and-set; one shared state per shard and process (spec §3.6–3.8, §4).
 *
 * <p>May import the pure rooms {@code state}, {@code spine}, {@code batch}, {@code time}, and
 * {@code location}, {@code pubsub}, {@code metrics}; not {@code io} or {@code maintenance}.
 */
@NullMarked
package io.travertine.persist.internal.machine;

import org.jspecify.annotations.NullMarked;

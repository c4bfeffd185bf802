/**
 * The state of a shard as a deterministic state machine: its value, the commands that change it,
 * the diffs between its versions, and the bytes of both (spec §3, §4).
 *
 * <p>Pure: may import {@code time}, {@code id}, {@code error}, {@code internal.batch} and {@code
 * internal.spine}. Time, randomness and ids come in as arguments.
 */
@NullMarked
package io.travertine.persist.internal.state;

import org.jspecify.annotations.NullMarked;

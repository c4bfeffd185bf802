/**
 * How diffs get from the process that committed them to the others that have the shard open, within
 * milliseconds and without a read of Consensus (spec §8.4): within a JVM, over TCP, and between the
 * processes on one directory without any setup.
 *
 * <p>Nothing here is needed for correctness. News may come late, twice, in any order, damaged or
 * never; whoever waits looks in Consensus now and then, and whoever commits looks first.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.pubsub;

import org.jspecify.annotations.NullMarked;

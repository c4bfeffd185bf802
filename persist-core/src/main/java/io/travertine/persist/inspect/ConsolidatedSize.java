package io.travertine.persist.inspect;

/**
 * How much smaller a shard would be if all its history were given up: everything at the time of its
 * upper, and consolidated.
 *
 * @param bytesBefore of keys, values, times and diffs in memory
 */
public record ConsolidatedSize(
    long updatesBefore, long bytesBefore, long updatesAfter, long bytesAfter) {}

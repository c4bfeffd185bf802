package io.travertine.persist.inspect;

/**
 * How much there is of a location, by number.
 *
 * @param shards logs in Consensus
 * @param versions entries of all these logs together
 * @param objects in Blob, whosever they are
 * @param objectBytes what these take
 */
public record Footprint(long shards, long versions, long objects, long objectBytes) {}

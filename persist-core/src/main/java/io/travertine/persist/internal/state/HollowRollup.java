package io.travertine.persist.internal.state;

import io.travertine.persist.internal.batch.RollupKey;
import java.util.OptionalLong;

/**
 * A rollup that exists in Blob.
 *
 * @param encodedBytes its size; unknown of the first one, which contains this very record
 */
public record HollowRollup(RollupKey key, OptionalLong encodedBytes) {}

package io.travertine.persist.internal.state;

import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.time.Frontier;

/**
 * What is remembered of a writer, from its first append on.
 *
 * @param heartbeatMillis its last append, since the epoch
 * @param leaseMillis how long it may be silent
 * @param lastToken the append it did last, {@link IdempotencyToken#SENTINEL} before the first
 * @param lastUpper where that append ended
 */
public record Writer(
    long heartbeatMillis,
    long leaseMillis,
    IdempotencyToken lastToken,
    Frontier lastUpper,
    HandleLabel label) {}

package io.travertine.persist.internal.state;

import io.travertine.persist.time.Frontier;

/**
 * The hold of a reader that never expires.
 *
 * @param since times at or beyond it may not be blurred
 * @param opaque a fencing token: who wants to move since must know it
 * @param opaqueCodec what the token means
 */
public record CriticalReader(Frontier since, long opaque, String opaqueCodec, HandleLabel label) {}

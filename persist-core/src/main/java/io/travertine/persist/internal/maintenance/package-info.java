/**
 * Work that nobody waits for: rollups, garbage collection, compaction (spec §3.8, §3.9, §6.6).
 * Everything here may be dropped, run twice or run late.
 *
 * <p>May import {@code machine}, {@code io} and the pure rooms.
 */
@NullMarked
package io.travertine.persist.internal.maintenance;

import org.jspecify.annotations.NullMarked;

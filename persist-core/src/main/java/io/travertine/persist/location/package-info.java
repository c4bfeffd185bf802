/**
 * Blob and Consensus: the whole outside world (spec §2).
 *
 * <p>May import {@code id} and {@code error}; implementations live in rooms below.
 */
@NullMarked
package io.travertine.persist.location;

import org.jspecify.annotations.NullMarked;

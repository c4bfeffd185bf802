/**
 * Blobs and Consensuses around others: measured, read-only, and, for tests and simulations,
 * unreliable.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.location.decorators;

import org.jspecify.annotations.NullMarked;

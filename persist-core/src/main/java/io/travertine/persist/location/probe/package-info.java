/**
 * Whether a place keeps the promises that a database needs of Blob and Consensus: probes that try
 * them out, on ground of their own beside the database.
 *
 * <p>May import {@code location}, {@code location.retry}, {@code time}, {@code id} and {@code
 * error}.
 */
@NullMarked
package io.travertine.persist.location.probe;

import org.jspecify.annotations.NullMarked;

/**
 * The porch of the storage core, its whole public API: open a location, write to shards, read them
 * as of any time, follow them.
 *
 * <p>May import every room of the storage core but {@code txn}.
 */
@NullMarked
package io.travertine.persist;

import org.jspecify.annotations.NullMarked;

/**
 * The log-structured merge tree of a shard's batches, as pure book-keeping: which batches there are
 * and which should be merged (spec §5). No data is touched here.
 *
 * <p>Pure: may import {@code time}, {@code id}, {@code error} and {@code internal.batch}.
 */
@NullMarked
package io.travertine.persist.internal.spine;

import org.jspecify.annotations.NullMarked;

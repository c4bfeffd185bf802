/**
 * Batches as metadata: what a shard's state knows of parts, runs and the blobs they live in (spec
 * §3.2, §6.1).
 *
 * <p>Pure values: may import {@code time}, {@code id}, {@code error} and {@code internal.part}.
 */
@NullMarked
package io.travertine.persist.internal.batch;

import org.jspecify.annotations.NullMarked;

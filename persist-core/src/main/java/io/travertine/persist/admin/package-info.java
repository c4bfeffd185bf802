/**
 * Upkeep of shards by hand, whatever their codecs, in earnest or as a rehearsal (spec §10.2).
 *
 * <p>May import the porch, {@code inspect} and every room below them.
 */
@NullMarked
package io.travertine.persist.admin;

import org.jspecify.annotations.NullMarked;

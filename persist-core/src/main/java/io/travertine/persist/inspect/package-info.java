/**
 * Shards looked at from outside: their states, blobs and what these take up. Nothing is created,
 * registered or changed by looking (spec §10.1, §10.3).
 *
 * <p>May import the porch and every room below it.
 */
@NullMarked
package io.travertine.persist.inspect;

import org.jspecify.annotations.NullMarked;

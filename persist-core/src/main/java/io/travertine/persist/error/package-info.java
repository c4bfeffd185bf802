/**
 * What can go wrong, named for what the caller should do.
 *
 * <p>May import {@code time} and {@code id}.
 */
@NullMarked
package io.travertine.persist.error;

import org.jspecify.annotations.NullMarked;

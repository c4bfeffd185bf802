/**
 * From the name of a location to an opened one: each kind of place registers its scheme here.
 *
 * <p>May import {@code location} and all its rooms, {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.location.scheme;

import org.jspecify.annotations.NullMarked;

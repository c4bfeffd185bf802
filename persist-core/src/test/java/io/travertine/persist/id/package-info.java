/**
 * Tests of {@link io.travertine.persist.id}. May import what it tests and {@code data}'s helpers.
 */
@NullMarked
package io.travertine.persist.id;

import org.jspecify.annotations.NullMarked;

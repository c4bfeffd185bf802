/**
 * What is measured of the storage core, recorded through Micrometer (spec §10.4).
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.internal.metrics;

import org.jspecify.annotations.NullMarked;

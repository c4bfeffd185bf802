/**
 * Identifiers and their printed forms (spec §3.1).
 *
 * <p>Pure values: may import {@code error} only.
 */
@NullMarked
package io.travertine.persist.id;

import org.jspecify.annotations.NullMarked;

/**
 * SQL types, what they are in storage, the checked conversion of every value that crosses a
 * boundary, and the failure that callers see.
 *
 * <p>May import {@code persist.data} and Calcite's type package; nothing else of ours.
 */
@NullMarked
package io.travertine.calcite.type;

import org.jspecify.annotations.NullMarked;

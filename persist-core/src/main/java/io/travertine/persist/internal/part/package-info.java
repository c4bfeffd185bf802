/**
 * One part: the bytes of a blob or of an inline batch, against columns and statistics (spec §6.2,
 * §6.3, §6.5, §6.7, §7.3). The formats themselves are in {@code v1} and later.
 *
 * <p>Pure; may import {@code data}, {@code time} and {@code error}.
 */
@NullMarked
package io.travertine.persist.internal.part;

import org.jspecify.annotations.NullMarked;

/**
 * What statements of one database share while they run: open tables, the times they read at, the
 * changes they have not yet committed, and the token that stops them.
 *
 * <p>May import {@code type}, {@code catalog}, {@code key}, the porch of persist-core and Calcite's
 * syntax trees.
 */
@NullMarked
package io.travertine.calcite.session;

import org.jspecify.annotations.NullMarked;

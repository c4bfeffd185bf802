/**
 * PRIMARY KEY and UNIQUE: which rows have the same key, counted over changes.
 *
 * <p>May import {@code catalog}, {@code type} and the data of persist-core.
 */
@NullMarked
package io.travertine.calcite.key;

import org.jspecify.annotations.NullMarked;

/** The porch of the storage core. */
@NullMarked
package io.travertine.persist;

import org.jspecify.annotations.NullMarked;

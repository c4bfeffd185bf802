/** The contracts on memory. */
@NullMarked
package io.travertine.persist.location.memory;

import org.jspecify.annotations.NullMarked;

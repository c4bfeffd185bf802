/** v1. */
@NullMarked
package io.travertine.persist.internal.part.v1;

import org.jspecify.annotations.NullMarked;

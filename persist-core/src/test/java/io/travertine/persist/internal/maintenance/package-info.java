/** Tests of the room. */
@NullMarked
package io.travertine.persist.internal.maintenance;

import org.jspecify.annotations.NullMarked;

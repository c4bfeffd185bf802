/** Opening locations, rightly and wrongly. */
@NullMarked
package io.travertine.persist.location.scheme;

import org.jspecify.annotations.NullMarked;

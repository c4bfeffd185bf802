/** What every Blob and every Consensus must do. */
@NullMarked
package io.travertine.persist.location;

import org.jspecify.annotations.NullMarked;

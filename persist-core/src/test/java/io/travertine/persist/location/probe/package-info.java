/** Tests of Blobs and Consensuses around others. */
@NullMarked
package io.travertine.persist.location.probe;

import org.jspecify.annotations.NullMarked;

/** Tests of Blobs and Consensuses around others. */
@NullMarked
package io.travertine.persist.location.decorators;

import org.jspecify.annotations.NullMarked;

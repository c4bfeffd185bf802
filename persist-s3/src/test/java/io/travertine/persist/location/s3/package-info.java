/** Tests of locations in a bucket. */
@NullMarked
package io.travertine.persist.location.s3;

import org.jspecify.annotations.NullMarked;

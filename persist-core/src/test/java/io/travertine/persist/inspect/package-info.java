/** Tests of looking at shards from outside, and the place they look at. */
@NullMarked
package io.travertine.persist.inspect;

import org.jspecify.annotations.NullMarked;

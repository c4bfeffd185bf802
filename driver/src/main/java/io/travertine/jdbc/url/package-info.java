/**
 * Connection URLs: what they say, and the clear refusal of those that say nothing.
 *
 * <p>May import {@code failure}.
 */
@NullMarked
package io.travertine.jdbc.url;

import org.jspecify.annotations.NullMarked;

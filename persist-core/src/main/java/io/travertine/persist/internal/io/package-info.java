/**
 * Moves the data: uploads parts, fetches and decodes them, and keeps decoded parts in memory (spec
 * §6.2, §7.2–7.3).
 *
 * <p>May import {@code batch}, {@code part}, {@code data}, {@code time} and {@code location}; not
 * {@code machine}.
 */
@NullMarked
package io.travertine.persist.internal.io;

import org.jspecify.annotations.NullMarked;

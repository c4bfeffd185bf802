/**
 * A directory as a database: its marker, and its objects as files.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.location.file;

import org.jspecify.annotations.NullMarked;

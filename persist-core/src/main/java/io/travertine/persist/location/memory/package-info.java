/**
 * Blob and Consensus in the memory of this process, shared by name.
 *
 * <p>May import {@code location}, {@code id} and {@code error}.
 */
@NullMarked
package io.travertine.persist.location.memory;

import org.jspecify.annotations.NullMarked;

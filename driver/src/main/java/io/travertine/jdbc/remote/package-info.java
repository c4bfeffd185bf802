/**
 * The doorway to a database behind a server: Avatica's requests over HTTP, each sent exactly once.
 *
 * <p>May import {@code doorway}, {@code url} and {@code failure}.
 */
@NullMarked
package io.travertine.jdbc.remote;

import org.jspecify.annotations.NullMarked;

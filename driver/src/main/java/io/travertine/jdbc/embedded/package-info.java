/**
 * The database in this process: sessions, open statements and frames over the SQL engine. The
 * server puts the very same doorway behind HTTP.
 *
 * <p>The only room of the driver that may import {@code calcite.schema}, {@code calcite.type} and
 * the isolation levels of {@code calcite.session}; also {@code doorway}, {@code value}, {@code url}
 * and {@code failure}. Not in the thin jar.
 */
@NullMarked
package io.travertine.jdbc.embedded;

import org.jspecify.annotations.NullMarked;

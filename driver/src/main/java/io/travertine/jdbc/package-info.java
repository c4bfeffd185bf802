/**
 * The JDBC driver: {@link io.travertine.jdbc.TravertineDriver} and the objects it hands out, the
 * same ones for a database in this process and for one behind a server.
 *
 * <p>May import {@code url}, {@code doorway}, {@code remote}, {@code value}, {@code catalog} and
 * {@code failure}; {@code embedded} is found by name, for it is not in the thin jar.
 */
@NullMarked
package io.travertine.jdbc;

import org.jspecify.annotations.NullMarked;

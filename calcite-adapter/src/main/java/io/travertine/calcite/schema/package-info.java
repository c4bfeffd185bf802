/**
 * What the doorway sees of the SQL engine: databases, sessions, prepared statements, rows.
 *
 * <p>May import {@code plan}, {@code change}, {@code exec}, {@code session}, {@code catalog} and
 * {@code type}.
 */
@NullMarked
package io.travertine.calcite.schema;

import org.jspecify.annotations.NullMarked;

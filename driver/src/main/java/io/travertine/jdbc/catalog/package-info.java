/**
 * What {@link java.sql.DatabaseMetaData} answers: the shapes JDBC prescribes, filled from
 * information_schema.
 *
 * <p>May import {@code failure} and Avatica's column metadata.
 */
@NullMarked
package io.travertine.jdbc.catalog;

import org.jspecify.annotations.NullMarked;

/**
 * Values at the JDBC boundary: out of frames into Java, out of Java into parameters, without a look
 * at the JVM's time zone unless {@code java.sql} classes force one.
 *
 * <p>May import {@code doorway}, {@code failure} and Avatica's values.
 */
@NullMarked
package io.travertine.jdbc.value;

import org.jspecify.annotations.NullMarked;

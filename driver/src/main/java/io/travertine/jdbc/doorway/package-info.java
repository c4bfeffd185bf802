/**
 * The seam between JDBC's objects and the database: the same calls whether it is in this process or
 * behind a server.
 *
 * <p>May import Avatica's {@code Meta} and {@code failure}.
 */
@NullMarked
package io.travertine.jdbc.doorway;

import org.jspecify.annotations.NullMarked;

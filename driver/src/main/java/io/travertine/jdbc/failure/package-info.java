/**
 * What goes wrong in the doorway and how JDBC callers see it: a {@link java.sql.SQLException} with
 * an SQLSTATE, whichever doorway it came through.
 *
 * <p>May import Avatica's exceptions; nothing else of ours.
 */
@NullMarked
package io.travertine.jdbc.failure;

import org.jspecify.annotations.NullMarked;

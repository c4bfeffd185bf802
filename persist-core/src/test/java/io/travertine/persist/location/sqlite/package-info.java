/** The contract on SQLite, its failures, and its speed. */
@NullMarked
package io.travertine.persist.location.sqlite;

import org.jspecify.annotations.NullMarked;

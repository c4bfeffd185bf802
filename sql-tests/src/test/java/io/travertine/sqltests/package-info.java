/** The database as its users see it, through every doorway. */
@NullMarked
package io.travertine.sqltests;

import org.jspecify.annotations.NullMarked;

/** The contract on files, database directories, and what goes wrong with them. */
@NullMarked
package io.travertine.persist.location.file;

import org.jspecify.annotations.NullMarked;

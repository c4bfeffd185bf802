/** Tests of upkeep by hand. */
@NullMarked
package io.travertine.persist.admin;

import org.jspecify.annotations.NullMarked;

/** Tests of the simulation. */
@NullMarked
package io.travertine.persist.simulation;

import org.jspecify.annotations.NullMarked;

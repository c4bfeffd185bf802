/**
 * A seeded, exactly replayable simulation of the storage core: processes that are killed, frozen
 * and cut off over one shared Blob and Consensus, every read checked against a model and every
 * invariant of the specification at every commit (spec §12.4). They stand on any {@link
 * io.travertine.persist.simulation.Ground}: in memory as a rule, where a seed costs least.
 *
 * <p>May import all of persist-core; nothing of it imports this room.
 */
@NullMarked
package io.travertine.persist.simulation;

import org.jspecify.annotations.NullMarked;

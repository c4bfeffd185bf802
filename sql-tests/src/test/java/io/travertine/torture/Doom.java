package io.travertine.torture;

import java.util.Random;

/**
 * How a victim ends, and where.
 *
 * @param birth whether in a database of its own, which it creates
 */
record Doom(boolean birth, Death death) {

  /** Working on the database that all share. */
  static Doom of(Death death) {
    return new Doom(false, death);
  }

  /** Creating a database of its own. */
  static Doom inChildbed(Death death) {
    return new Doom(true, death);
  }

  /** One by chance. */
  static Doom by(Random random, boolean birth) {
    return birth ? inChildbed(Death.inChildbed(random)) : of(Death.by(random));
  }
}

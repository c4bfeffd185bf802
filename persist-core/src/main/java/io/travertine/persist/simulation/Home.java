package io.travertine.persist.simulation;

/** Whose work some fiber does: it ends with its home, and stands still while that is frozen. */
interface Home {

  /** For traces. */
  String name();

  /** Whether nothing of it may take effect any more. */
  boolean isDead();

  /** It stands still until then, in nanoseconds of the simulation. */
  long frozenUntil();

  /** What lasts as long as the simulation. */
  Home WORLD =
      new Home() {
        @Override
        public String name() {
          return "world";
        }

        @Override
        public boolean isDead() {
          return false;
        }

        @Override
        public long frozenUntil() {
          return 0;
        }
      };
}

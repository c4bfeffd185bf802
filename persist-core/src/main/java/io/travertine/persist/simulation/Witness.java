package io.travertine.persist.simulation;

import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Versioned;

/** Is told of every change of a log as it takes effect. Used in turns. */
public interface Witness {

  /** Cares for nothing. */
  Witness NONE =
      new Witness() {
        @Override
        public void committed(String key, Versioned version) {}

        @Override
        public void truncated(String key, SeqNo until) {}
      };

  /** This is the newest version now. */
  void committed(String key, Versioned version);

  /** The versions before this one are gone. */
  void truncated(String key, SeqNo until);
}

package io.travertine.persist.location.probe;

/** Which half of a database lies in a place. */
public enum Half {
  OBJECTS,
  CONSENSUS
}

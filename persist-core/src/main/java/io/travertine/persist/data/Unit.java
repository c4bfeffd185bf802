package io.travertine.persist.data;

/** The value that carries nothing. */
public enum Unit {
  UNIT
}

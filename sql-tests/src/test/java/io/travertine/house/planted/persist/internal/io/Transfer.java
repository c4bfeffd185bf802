package io.travertine.house.planted.persist.internal.io;

/** Moves data, and breaks no rule. */
public final class Transfer {}

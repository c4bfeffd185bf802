package io.travertine.house.planted.attic;

/** Lives where no room is. */
final class Stray {}

package io.travertine.persist.internal.spine;

/** Somebody has begun to compact a spine batch: others leave it alone until the claim is old. */
public record Claim(long startMillis) {}

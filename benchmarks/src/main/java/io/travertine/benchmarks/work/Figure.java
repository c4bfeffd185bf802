package io.travertine.benchmarks.work;

/**
 * One result of one round.
 *
 * @param work what was done
 * @param who by whom
 * @param perSecond how many of it in a second
 */
public record Figure(Work work, String who, double perSecond) {}

package io.travertine.cli.soak;

import io.travertine.persist.inspect.Footprint;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;

/**
 * What was there at one moment.
 *
 * @param seconds since the soak began
 * @param commits acknowledged until then
 * @param footprint what the database takes up outside
 * @param heapBytes what is left of the heap after a collection
 * @param metaspaceBytes what loaded classes take
 * @param threads of this process
 * @param slowestMillis the longest commit since the sample before
 */
public record Sample(
    long seconds,
    long commits,
    Footprint footprint,
    long heapBytes,
    long metaspaceBytes,
    int threads,
    long slowestMillis) {

  /** Looks at this process now. */
  static Sample take(long seconds, long commits, Footprint footprint, long slowestMillis) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return new Sample(
        seconds,
        commits,
        footprint,
        memory.getHeapMemoryUsage().getUsed(),
        metaspaceUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        slowestMillis);
  }

  private static long metaspaceUsed() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }
}

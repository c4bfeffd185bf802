package io.travertine.persist.pubsub;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads named {@code persist-pubsub-<role>-<n>}. */
final class PubSubThreads implements ThreadFactory {

  private final String role;
  private final AtomicInteger count = new AtomicInteger();

  PubSubThreads(String role) {
    this.role = role;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, "persist-pubsub-" + role + "-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}

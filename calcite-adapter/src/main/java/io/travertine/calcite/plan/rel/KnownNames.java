package io.travertine.calcite.plan.rel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the classes that another loader finds, and remembers which names are none: a compiler asks
 * of every part of a qualified name whether it is a class, which costs a search of all jars each
 * time. Thread-safe.
 */
final class KnownNames extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final int unknownMax;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /**
   * @param unknownMax how many names are remembered
   */
  KnownNames(ClassLoader parent, int unknownMax) {
    super(parent);
    this.unknownMax = unknownMax;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (unknown.contains(name)) {
      throw new NotThere(name);
    }
    try {
      return getParent().loadClass(name);
    } catch (ClassNotFoundException e) {
      if (unknown.size() >= unknownMax) {
        unknown.clear();
      }
      unknown.add(name);
      throw e;
    }
  }

  /** How many names are remembered. */
  int unknown() {
    return unknown.size();
  }

  /** Says which name, but not from where it was asked for. */
  private static final class NotThere extends ClassNotFoundException {
    private static final long serialVersionUID = 1L;

    NotThere(String name) {
      super(name);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}

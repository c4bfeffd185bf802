package io.travertine.persist.location.postgres;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Lets something else happen before one statement of a connection. */
final class BetweenStatements {

  private final int which;
  private final Step step;
  private int statements;

  /** What happens meanwhile. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /**
   * @param which statement it is that comes after the step, counted from 0
   */
  BetweenStatements(int which, Step step) {
    this.which = which;
    this.step = step;
  }

  /** Whether there was such a statement, and so the step happened. */
  boolean happened() {
    return statements > which;
  }

  Connection on(Connection connection) {
    return (Connection) proxy(Connection.class, connection);
  }

  private Object proxy(Class<?> type, Object target) {
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> call(target, method, arguments));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().startsWith("execute") && statements++ == which) {
      step.run();
    }
    try {
      Object result = method.invoke(target, arguments);
      return result instanceof Statement && target instanceof Connection
          ? proxy(method.getReturnType(), result)
          : result;
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}

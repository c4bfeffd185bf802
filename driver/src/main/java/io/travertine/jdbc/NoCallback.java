package io.travertine.jdbc;

import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/** Avatica's callback, unused: results are read from what the call returns. */
enum NoCallback implements Meta.PrepareCallback {
  INSTANCE;

  @Override
  public Object getMonitor() {
    return this;
  }

  @Override
  public void clear() {}

  @Override
  public void assign(
      Meta.@Nullable Signature signature, Meta.@Nullable Frame firstFrame, long updateCount) {}

  @Override
  public void execute() {}
}

package io.travertine.calcite.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;

/**
 * Calcite's Java type factory with our {@linkplain TravertineTypeSystem precisions} and UTF-8 text.
 */
public final class TravertineTypeFactory extends JavaTypeFactoryImpl {

  public TravertineTypeFactory() {
    super(TravertineTypeSystem.INSTANCE);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }
}

package io.travertine.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this driver, from the build. */
public final class Version {

  private static final String TEXT = read();

  static final int MAJOR = part(0);
  static final int MINOR = part(1);

  private Version() {}

  /** As the build writes it: {@code 1.2.3} or {@code 1.2.3-SNAPSHOT}. */
  public static String text() {
    return TEXT;
  }

  private static int part(int index) {
    return Integer.parseInt(TEXT.split("[.-]")[index]);
  }

  private static String read() {
    try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

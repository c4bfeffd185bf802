package io.travertine.persist;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How tests start other JVMs, which live for seconds: nothing is optimized that is over soon, and
 * classes are not verified, as the JVM of the tests has verified them; that is a quarter of the
 * time until a statement has run.
 */
public record BriefJvm(List<String> options, String classPath) {

  private static final List<String> BRIEF =
      List.of(
          "-ea",
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  public BriefJvm {
    options = List.copyOf(options);
  }

  /** One with the classes of this one. */
  public static BriefJvm alike() {
    return new BriefJvm(
        BRIEF,
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
  }

  /** The same with an option more. */
  public BriefJvm with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    return new BriefJvm(more, classPath);
  }

  /** The same, finding classes in these directories first. */
  public BriefJvm preferring(List<Path> directories) {
    List<String> elements = new ArrayList<>();
    directories.forEach(directory -> elements.add(directory.toString()));
    elements.add(classPath);
    return new BriefJvm(options, String.join(File.pathSeparator, elements));
  }

  /** The command that runs a program. */
  public List<String> running(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}

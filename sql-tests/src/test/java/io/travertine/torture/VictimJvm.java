package io.travertine.torture;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * How victims are started.
 *
 * @param options of the JVM
 */
record VictimJvm(List<String> options, String classPath) {

  private static final List<String> SMALL =
      List.of(
          "-ea",
          "-Xms32m",
          "-Xmx192m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote", // a tenth of the time to its first commits
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** What one does who learns which classes there are. */
  private static final int TRAINING_WORKS = 60;

  VictimJvm {
    options = List.copyOf(options);
  }

  /** As this JVM is, but small. */
  static VictimJvm plain() {
    return new VictimJvm(
        SMALL,
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
  }

  /**
   * One that finds the classes in an archive, which halves the time until it does something. Takes
   * some seconds.
   *
   * @param place where it learns which they are
   */
  static VictimJvm trained(Place place, Path directory) throws IOException, InterruptedException {
    String jars = jars(directory);
    Path archive = directory.resolve("classes.jsa");
    Orders orders = Orders.untilItsEnd(place.newUrl(), true, 0, 0, 1, Orders.Fault.NONE);
    Outages none = new Outages();
    Life life = new Life(new Ledger(0), new Verdict(), none);
    VictimJvm training = plain().with("-XX:ArchiveClassesAtExit=" + archive, jars);
    try (Victim victim = training.start(orders, directory.resolve("training.log"))) {
      if (!life.finish(victim, TRAINING_WORKS)) {
        throw new IOException("the training ended badly, see " + directory);
      }
    }
    return plain().with("-XX:SharedArchiveFile=" + archive, jars);
  }

  private VictimJvm with(String option, String otherClassPath) {
    List<String> more = new ArrayList<>(options);
    more.add("-Xlog:disable"); // it would complain on stdout
    more.add(option);
    return new VictimJvm(more, otherClassPath);
  }

  /** Archives know classes of jars only. */
  private static String jars(Path directory) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String element : plain().classPath().split(File.pathSeparator)) {
      Path path = Path.of(element);
      if (Files.isDirectory(path)) {
        Path jar = directory.resolve("classes-" + jars.size() + ".jar");
        pack(path, jar);
        jars.add(jar.toString());
      } else if (Files.exists(path)) {
        jars.add(element);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream to = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(to);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  /**
   * @param log for what it complains about
   */
  Victim start(Orders orders, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Workload.class.getName()));
    command.addAll(orders.words());
    return new Victim(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start());
  }
}

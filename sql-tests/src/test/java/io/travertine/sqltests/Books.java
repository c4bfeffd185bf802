package io.travertine.sqltests;

import io.travertine.persist.BriefJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work of many threads, in this JVM or in another, each of which counts by number what it was told
 * that it has done.
 */
final class Books {

  private Books() {}

  /** What a thread does. */
  interface Work {
    Map<Integer, Integer> of(String url, Random random, int rounds) throws SQLException;
  }

  /** The sum of the books of {@code threads} threads. */
  static Map<Integer, Integer> of(Work work, String url, long seed, int threads, int rounds)
      throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Map<Integer, Integer>>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Random random = new Random(31L * seed + i);
        all.add(() -> work.of(url, random, rounds));
      }
      Map<Integer, Integer> books = new TreeMap<>();
      for (Future<Map<Integer, Integer>> done : workers.invokeAll(all)) {
        add(books, done.get());
      }
      return books;
    } finally {
      workers.shutdown();
    }
  }

  static void add(Map<Integer, Integer> books, Map<Integer, Integer> more) {
    more.forEach((id, count) -> books.merge(id, count, Integer::sum));
  }

  /** Another JVM that does {@code work}, whose main method hands its arguments to {@link #main}. */
  static Process start(
      Class<?> work, Path directory, Path books, long seed, int threads, int rounds)
      throws IOException {
    List<String> command =
        BriefJvm.alike()
            .running(
                work,
                "jdbc:travertine:file:" + directory,
                books.toString(),
                seed + "",
                threads + "",
                rounds + "");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log(books).toFile())
        .start();
  }

  /** Runs in the other JVM, and leaves the books in a file. */
  static void main(Work work, String[] arguments) throws Exception {
    Map<Integer, Integer> books =
        of(
            work,
            arguments[0],
            Long.parseLong(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    List<String> lines = new ArrayList<>();
    books.forEach((id, count) -> lines.add(id + " " + count));
    Files.write(Path.of(arguments[1]), lines);
  }

  /** The books that another JVM has left. */
  static Map<Integer, Integer> read(Path file) throws IOException {
    Map<Integer, Integer> books = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      books.put(Integer.valueOf(words[0]), Integer.valueOf(words[1]));
    }
    return books;
  }

  private static Path log(Path books) {
    return books.resolveSibling(books.getFileName() + ".log");
  }

  /** What the other JVM complained about. */
  static String complaints(Path books) throws IOException {
    return Files.exists(log(books)) ? Files.readString(log(books)) : "";
  }
}

package io.travertine.house;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process started by a test. */
final class Child implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final CompletableFuture<String> errors;

  private Child(Process process) {
    this.process = process;
    this.errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
  }

  static Child start(Path directory, Consumer<ProcessBuilder> settings, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    settings.accept(builder);
    try {
      return new Child(builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs a command to its end; its input is {@code input}. */
  static Outcome run(Path directory, String input, List<String> command) {
    return run(directory, settings -> {}, input, command);
  }

  static Outcome run(
      Path directory, Consumer<ProcessBuilder> settings, String input, List<String> command) {
    try (Child child = start(directory, settings, command)) {
      CompletableFuture<String> printed =
          CompletableFuture.supplyAsync(() -> text(child.process.getInputStream()));
      try (var to = child.process.getOutputStream()) {
        to.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException closedEarly) {
        // a command need not read its input
      }
      int exit = child.waitFor();
      return new Outcome(exit, printed.join(), child.errors.join());
    }
  }

  BufferedReader output() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** Asks the process to end, as a service manager does, and returns its exit code. */
  int terminate() {
    process.destroy();
    return waitFor();
  }

  String errors() {
    return errors.join();
  }

  private int waitFor() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running after " + PATIENCE + ": " + process.info());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** How a command ended and what it wrote. */
  record Outcome(int exit, String output, String errors) {}
}

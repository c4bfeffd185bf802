package io.travertine.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The files of this repository, without what builds and editors leave behind. */
final class Repository {

  private static final Set<String> LEFT_BEHIND =
      Set.of(".git", "target", "dist", ".idea", ".vscode", ".settings");

  private static final Pattern DATABASE = Pattern.compile("travertine-(data|demo).*");

  private final Path root;

  private Repository(Path root) {
    this.root = root;
  }

  /** The repository the tests run in: Maven starts them in a module's directory. */
  static Repository here() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(at.resolve("travertine"))) {
      at = at.getParent();
      if (at == null) {
        throw new IllegalStateException("no directory above holds the travertine launcher");
      }
    }
    return new Repository(at);
  }

  Path path(String relative) {
    return root.resolve(relative);
  }

  String text(String relative) {
    return new TextFile(relative, read(root.resolve(relative)).orElseThrow()).text();
  }

  /** Every text file, by its path from the root with forward slashes. */
  List<TextFile> textFiles() {
    List<TextFile> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              boolean skipped = isLeftBehind(directory);
              return skipped && !directory.equals(root)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && !isLeftBehind(file)) {
                String relative = root.relativize(file).toString().replace('\\', '/');
                read(file).ifPresent(text -> found.add(new TextFile(relative, text)));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return found;
  }

  private static boolean isLeftBehind(Path path) {
    String name = path.getFileName().toString();
    return LEFT_BEHIND.contains(name) || DATABASE.matcher(name).matches();
  }

  /** The text, or nothing for a file that is not UTF-8 or holds a NUL. */
  private static Optional<String> read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      for (byte each : bytes) {
        if (each == 0) {
          return Optional.empty();
        }
      }
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** A text file and what it says. */
  record TextFile(String path, String text) {

    boolean isJava() {
      return path.endsWith(".java");
    }

    boolean isMainJava() {
      return isJava() && path.contains("/src/main/java/");
    }

    String directory() {
      int slash = path.lastIndexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }

    List<String> lines() {
      return text.lines().toList();
    }
  }
}

package io.travertine.house.planted.persist.internal.state;

import java.nio.file.Files;
import java.nio.file.Path;

/** Does I/O in a pure room. */
final class ReadsFile {
  boolean outside(Path path) {
    return Files.exists(path);
  }
}

package io.travertine.persist.location.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Which run of the machine this is, where its system tells. */
final class Boot {

  /** Linux draws it when it starts. */
  private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

  private Boot() {}

  /**
   * A number for this run of the machine and a file on it: a copy of the file has another one.
   *
   * @param file what tells it from others, such as its device and number
   * @return 0 if the system does not tell
   */
  static long of(Object file) throws IOException {
    if (!Files.isReadable(ID)) {
      return 0;
    }
    byte[] both = (Files.readString(ID).strip() + " " + file).getBytes(UTF_8);
    return UUID.nameUUIDFromBytes(both).getMostSignificantBits() | 1;
  }
}

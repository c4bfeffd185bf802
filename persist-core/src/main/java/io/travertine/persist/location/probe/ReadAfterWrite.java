package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import java.util.Arrays;
import java.util.Optional;

/**
 * Who reads after somebody else has written an object sees it, even if he asked for it before; and
 * not any more once it is deleted.
 */
final class ReadAfterWrite implements Probe {

  private static final String WAY_OUT =
      "name the store itself, not a cache before it, or ask it for strong consistency";

  @Override
  public String guarantee() {
    return "read after write";
  }

  @Override
  public Check run(Trial trial) {
    Blob writer = trial.ground().blob();
    Blob reader = trial.ground().blob();
    int count = trial.extent().objects();
    for (int i = 0; i < count; i++) {
      String key = "read/" + i;
      byte[] value = new byte[100 + i];
      Arrays.fill(value, (byte) (i + 1));
      if (read(trial, reader, key).isPresent()) {
        return unsafe("what was never written could be read");
      }
      trial.tell("writing " + key, () -> writer.set(key, value));
      Optional<byte[]> found = read(trial, reader, key);
      if (found.isEmpty()) {
        return unsafe("what had just been written was not there");
      }
      if (!Arrays.equals(found.get(), value)) {
        return unsafe("what had just been written was read as something else");
      }
      trial.ask("deleting " + key, () -> writer.delete(key));
      if (read(trial, reader, key).isPresent()) {
        return unsafe("what had just been deleted was still there");
      }
    }
    return Check.safe(guarantee(), Counted.of(count, "object") + " written, read, deleted, missed");
  }

  private static Optional<byte[]> read(Trial trial, Blob reader, String key) {
    return trial.ask("reading " + key, () -> reader.get(key));
  }

  private Check unsafe(String seen) {
    return Check.unsafe(guarantee(), seen, WAY_OUT);
  }
}

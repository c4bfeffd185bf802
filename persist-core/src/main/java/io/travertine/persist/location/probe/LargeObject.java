package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import java.util.Arrays;

/** An object that travels in several requests, where objects do, arrives whole. */
final class LargeObject implements Probe {

  private static final int MEBIBYTES = 9;

  @Override
  public String guarantee() {
    return "large objects";
  }

  @Override
  public Check run(Trial trial) {
    Blob writer = trial.ground().blob();
    Blob reader = trial.ground().blob();
    byte[] value = new byte[MEBIBYTES << 20];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) (i * 31 + (i >> 12));
    }
    trial.tell("writing a large object", () -> writer.set("large", value));
    boolean same =
        trial
            .ask("reading a large object", () -> reader.get("large"))
            .filter(found -> Arrays.equals(found, value))
            .isPresent();
    trial.ask("deleting a large object", () -> writer.delete("large"));
    return same
        ? Check.safe(guarantee(), MEBIBYTES + " MiB written and read")
        : Check.unsafe(
            guarantee(),
            "an object of %s MiB did not arrive as it was sent".formatted(MEBIBYTES),
            "look for what stands between this machine and the store");
  }
}

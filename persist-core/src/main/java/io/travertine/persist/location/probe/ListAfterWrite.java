package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import java.util.Map;
import java.util.TreeMap;

/** Who lists after somebody else has written or deleted sees exactly what there is. */
final class ListAfterWrite implements Probe {

  private static final String WAY_OUT =
      "name a store whose lists are current: garbage collection relies on them";
  private static final String PREFIX = "list/";

  @Override
  public String guarantee() {
    return "list after write";
  }

  @Override
  public Check run(Trial trial) {
    Blob writer = trial.ground().blob();
    Blob reader = trial.ground().blob();
    int count = trial.extent().objects();
    Map<String, Long> there = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String key = PREFIX + i;
      byte[] value = new byte[10 + i];
      trial.tell("writing " + key, () -> writer.set(key, value));
      there.put(key, (long) value.length);
      Map<String, Long> listed = list(trial, reader);
      if (!listed.keySet().containsAll(there.keySet())) {
        return unsafe("what had just been written was not listed");
      }
      if (!listed.equals(there)) {
        return unsafe("%s was listed as %s".formatted(there, listed));
      }
    }
    for (String key : there.keySet()) {
      trial.ask("deleting " + key, () -> writer.delete(key));
    }
    return list(trial, reader).isEmpty()
        ? Check.safe(guarantee(), Counted.of(count, "object") + " written, listed, deleted")
        : unsafe("what had just been deleted was still listed");
  }

  private static Map<String, Long> list(Trial trial, Blob reader) {
    return trial.ask(
        "listing " + PREFIX,
        () -> {
          Map<String, Long> listed = new TreeMap<>();
          reader.listKeysAndMetadata(PREFIX, listed::put);
          return listed;
        });
  }

  private Check unsafe(String seen) {
    return Check.unsafe(guarantee(), seen, WAY_OUT);
  }
}

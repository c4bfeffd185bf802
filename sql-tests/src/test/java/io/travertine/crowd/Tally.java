package io.travertine.crowd;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What all processes of a crowd did. Latencies are of what was done. */
final class Tally {

  private final Map<Deed, List<Long>> nanos = new EnumMap<>(Deed.class);
  private final Map<Deed, Integer> conflicts = new EnumMap<>(Deed.class);

  Tally() {
    for (Deed deed : Deed.values()) {
      nanos.put(deed, new ArrayList<>());
      conflicts.put(deed, 0);
    }
  }

  /** Adds what one process wrote. */
  void add(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        Deed deed;
        try {
          deed = Deed.values()[in.readByte()];
        } catch (EOFException end) {
          break;
        }
        long took = in.readLong();
        if (took < 0) {
          conflicts.merge(deed, 1, Integer::sum);
        } else {
          of(deed).add(took);
        }
      }
    }
    nanos.values().forEach(each -> each.sort(null));
  }

  private List<Long> of(Deed deed) {
    return nanos.getOrDefault(deed, List.of());
  }

  int done(Deed deed) {
    return of(deed).size();
  }

  int conflicts(Deed deed) {
    return conflicts.getOrDefault(deed, 0);
  }

  /** The latency that so many of 100 do not exceed, in milliseconds. */
  double millis(Deed deed, int percent) {
    List<Long> all = of(deed);
    return all.isEmpty()
        ? Double.NaN
        : all.get(Math.min(all.size() - 1, all.size() * percent / 100)) / 1e6;
  }
}

package io.travertine.persist.time;

import java.util.ArrayList;
import java.util.List;

/** The laws of frontiers over a grid of pairs, its last lines beyond the sign. */
class PartialOrderTest extends FrontierLaws {

  PartialOrderTest() {
    super(TimeDomain.PAIR, grid());
  }

  private static List<Long> grid() {
    long[] components = {0, 1, 2, 3, 0x8000_0000L, 0xFFFF_FFFFL};
    List<Long> times = new ArrayList<>();
    for (long outer : components) {
      for (long inner : components) {
        times.add(outer << 32 | inner);
      }
    }
    return times;
  }
}

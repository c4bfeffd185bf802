package io.travertine.persist.time;

import java.util.List;

/** The laws of frontiers over unsigned times, small and beyond the sign. */
class TotalOrderTest extends FrontierLaws {

  TotalOrderTest() {
    super(TimeDomain.U64, List.of(0L, 1L, 2L, 3L, 7L, Long.MAX_VALUE, Long.MIN_VALUE, -2L, -1L));
  }
}

package io.travertine.persist.internal.state;

import io.travertine.persist.time.TimeDomain;

/** The names of the codecs a shard was created with, checked at every open (spec §1.1). */
public record CodecNames(String key, String value, String time, String diff) {

  /**
   * The order its times live in.
   *
   * @throws IllegalArgumentException if no such order is known here
   */
  public TimeDomain timeDomain() {
    return TimeDomain.named(time);
  }
}

package io.travertine.persist.internal.state;

import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Background work that a committed version asks its committer for. Best effort: safe to drop, to
 * repeat, or to do late (spec §3.10).
 *
 * @param rollup write a rollup of this version or a later one
 * @param gc collect what no version from this one on refers to
 */
public record Maintenance(Optional<SeqNo> rollup, Optional<SeqNo> gc) {

  /** Nothing to do. */
  public static final Maintenance NONE = new Maintenance(Optional.empty(), Optional.empty());

  /** Both together; the later request wins. */
  public Maintenance and(Maintenance later) {
    return new Maintenance(later.rollup.or(() -> rollup), later.gc.or(() -> gc));
  }
}

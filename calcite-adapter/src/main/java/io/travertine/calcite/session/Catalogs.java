package io.travertine.calcite.session;

import io.travertine.calcite.catalog.Catalog;
import java.util.List;

/**
 * The catalogs that the names of one statement are looked up in: an AS OF uses the schema of its
 * time.
 *
 * @param present for names without a time of their own
 * @param slots for the names under each of the statement's AS OFs, by slot
 * @param pasts for names under AS OFs in the texts of views
 */
public record Catalogs(Catalog present, List<Catalog> slots, Pasts pasts) {

  /** For who needs no names. */
  public static final Catalogs NONE = new Catalogs(Catalog.initial(), List.of(), Pasts.NONE);

  public Catalogs {
    slots = List.copyOf(slots);
  }

  /** The catalog of {@code slot}. */
  public Catalog of(int slot) {
    return slot == ReadTimes.PRESENT ? present : slots.get(slot);
  }
}

package io.travertine.calcite.catalog;

import java.util.Optional;

/**
 * What a statement relies on in the catalog, or changes in it: something in a schema, a schema, or
 * the whole catalog.
 *
 * @param schema empty for the whole catalog
 * @param object a table or what else has a name; empty for the schema itself
 */
public record CatalogName(Optional<String> schema, Optional<String> object) {

  /** Everything that has a name. */
  public static final CatalogName EVERYTHING = new CatalogName(Optional.empty(), Optional.empty());

  /** Something in a schema. */
  public static CatalogName of(String schema, String object) {
    return new CatalogName(Optional.of(schema), Optional.of(object));
  }

  /** Whether one of them is the other or lies in it; in any case of letters. */
  public boolean overlaps(CatalogName other) {
    return overlap(schema, other.schema) && overlap(object, other.object);
  }

  private static boolean overlap(Optional<String> a, Optional<String> b) {
    return a.isEmpty() || b.isEmpty() || a.get().equalsIgnoreCase(b.get());
  }

  /** For messages. */
  @Override
  public String toString() {
    if (object.isPresent()) {
      return "\"" + schema.orElse("") + "." + object.get() + "\"";
    }
    return schema.map(name -> "schema \"" + name + "\"").orElse("the catalog");
  }
}

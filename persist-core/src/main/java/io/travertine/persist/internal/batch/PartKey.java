package io.travertine.persist.internal.batch;

import io.travertine.persist.id.PartId;

/** The blob of one part: {@code <writer key>/<part id>}, e.g. {@code n0000100/p<uuid>}. */
public record PartKey(WriterKey writer, PartId part) implements BlobKey {

  /**
   * The key with the partial form {@code text}.
   *
   * @throws IllegalArgumentException if {@code text} is not of that form
   */
  public static PartKey parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a part key of the form n…/p<uuid>: '" + text + "'");
    }
    return new PartKey(
        WriterKey.parse(text.substring(0, slash)), PartId.parse(text.substring(slash + 1)));
  }

  @Override
  public String partial() {
    return writer + "/" + part;
  }

  @Override
  public String toString() {
    return partial();
  }
}

package io.travertine.persist.internal.io;

import io.travertine.persist.id.RunId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What parts inside the state must have in common to become one part.
 *
 * @param built what they were built to cover
 */
record InlineKind(
    Optional<SchemaId> schema,
    boolean truncated,
    OptionalLong closedAt,
    Description built,
    Optional<Frontier> rewrite) {

  /** That of {@code part}, which is of {@code run}. */
  static InlineKind of(Run run, Part.Inline part) {
    Description built = InlinePart.description(part.bytes().toByteArray(), part.name());
    return new InlineKind(run.schema(), run.truncated(), run.closedAt(), built, part.rewrite());
  }

  /** The run of {@code part}, which has the updates of all of this kind. */
  Run run(RunId id, Part part) {
    Part rewritten = rewrite.isPresent() ? part.rewrittenTo(rewrite.get()) : part;
    return new Run(id, RunOrder.SORTED, schema, truncated, closedAt, List.of(rewritten));
  }
}

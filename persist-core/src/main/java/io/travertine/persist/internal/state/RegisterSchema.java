package io.travertine.persist.internal.state;

import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import java.util.Optional;

/**
 * Finds the id of a schema, or makes it the first one of the shard. A different schema is only
 * accepted by {@link EvolveSchema}.
 */
public record RegisterSchema(EncodedSchemas schemas) implements Command<SchemaOutcome> {

  @Override
  public Transition<SchemaOutcome> apply(SeqNo next, Contents now) {
    Optional<SchemaId> known = Optional.empty();
    for (var row : now.schemas()) {
      if (row.getValue().equals(schemas)) {
        known = Optional.of(row.getKey());
      }
    }
    if (known.isPresent()) {
      return new Transition.NoOp<>(new SchemaOutcome.Registered(known.get()));
    }
    if (now.isTombstone()) {
      return new Transition.NoOp<>(new SchemaOutcome.Refused(Optional.empty()));
    }
    if (!now.schemas().isEmpty()) {
      return new Transition.NoOp<>(new SchemaOutcome.Refused(now.schemas().last()));
    }
    SchemaId first = new SchemaId(0);
    return new Transition.Commit<>(
        now.withSchemas(now.schemas().with(first, schemas)), new SchemaOutcome.Registered(first));
  }
}

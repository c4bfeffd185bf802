package io.travertine.persist.internal.state;

import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import java.util.Map;
import java.util.Optional;

/**
 * Makes {@code schemas} current if {@code expected} is current now (spec §13.2). The caller has
 * checked that the new schema can read everything written with the expected one.
 */
public record EvolveSchema(SchemaId expected, EncodedSchemas schemas)
    implements Command<SchemaOutcome> {

  @Override
  public Transition<SchemaOutcome> apply(SeqNo next, Contents now) {
    if (now.isTombstone()) {
      return new Transition.NoOp<>(new SchemaOutcome.Refused(Optional.empty()));
    }
    Optional<Map.Entry<SchemaId, EncodedSchemas>> current = now.schemas().last();
    if (current.isEmpty() || !current.get().getKey().equals(expected)) {
      return new Transition.NoOp<>(new SchemaOutcome.Refused(current));
    }
    if (current.get().getValue().equals(schemas)) {
      return new Transition.NoOp<>(new SchemaOutcome.Registered(expected));
    }
    SchemaId id = new SchemaId(expected.value() + 1);
    return new Transition.Commit<>(
        now.withSchemas(now.schemas().with(id, schemas)), new SchemaOutcome.Registered(id));
  }
}

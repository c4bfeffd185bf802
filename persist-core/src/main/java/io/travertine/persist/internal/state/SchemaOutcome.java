package io.travertine.persist.internal.state;

import io.travertine.persist.id.SchemaId;
import java.util.Map;
import java.util.Optional;

/** Whether a shard has a schema, and under which id. */
public sealed interface SchemaOutcome {

  /** It is registered under {@code id}. */
  record Registered(SchemaId id) implements SchemaOutcome {}

  /** Another one is current; none on a tombstone. */
  record Refused(Optional<Map.Entry<SchemaId, EncodedSchemas>> current) implements SchemaOutcome {}
}

package io.travertine.persist.inspect;

import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Consolidation;
import io.travertine.persist.data.Consolidator;
import io.travertine.persist.data.Projection;
import io.travertine.persist.data.Update;
import io.travertine.persist.data.Updates;
import io.travertine.persist.data.UpdatesBuilder;
import io.travertine.persist.error.BlobMissingException;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.io.ReadFilter;
import io.travertine.persist.internal.io.RegisteredPart;
import io.travertine.persist.internal.io.ShardData;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.part.InlinePart;
import io.travertine.persist.internal.part.PartReader;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The updates that one state of a shard refers to. Not thread-safe. */
final class ShardContents {

  /** How much comes out of a merge at once. */
  private static final long CHUNK_BYTES = 1 << 20;

  private final State state;
  private final ShardLog log;

  ShardContents(ShardInspector location, State state) {
    this.state = state;
    this.log = location.log(state.shard());
  }

  /** The columns of all parts together. */
  StoredSchemas schemas() {
    StoredSchemas schemas = new StoredSchemas();
    for (HollowBatch batch : state.contents().trace().batches()) {
      batch.parts().forEach(part -> addColumns(part, schemas));
    }
    return schemas;
  }

  private ShardData storedColumns() {
    StoredSchemas schemas = schemas();
    return new ShardData(state.shard(), schemas.key(), schemas.value());
  }

  private void addColumns(Part part, StoredSchemas schemas) {
    if (part instanceof Part.Stored stored) {
      PartReader reader = open(stored);
      schemas.add(reader.storedKey(), reader.storedValue());
    } else if (part instanceof Part.Inline inline) {
      byte[] bytes = inline.bytes().toByteArray();
      schemas.add(
          InlinePart.storedKey(bytes, part.name()), InlinePart.storedValue(bytes, part.name()));
    }
  }

  private PartReader open(Part.Stored stored) {
    String name = stored.key().full(state.shard());
    byte[] bytes = log.read(stored.key()).orElseThrow(() -> new BlobMissingException(name));
    return PartReader.open(bytes, stored.crc32c(), name);
  }

  private Updates fetch(ShardData data, RegisteredPart part, ReadFilter filter) {
    Updates updates =
        part.part() instanceof Part.Stored stored
            ? open(stored).read(data.key(), data.value(), Projection.all())
            : InlinePart.decode(
                ((Part.Inline) part.part()).bytes().toByteArray(),
                part.part().name(),
                data.key(),
                data.value(),
                Projection.all());
    return filter.apply(part, updates);
  }

  /** Merges all runs as they would be if nothing before the upper could be told apart. */
  ConsolidatedSize consolidatedSize() {
    ShardData data = storedColumns();
    Measured measured = new Measured(data);
    List<Iterator<Updates>> runs = new ArrayList<>();
    for (HollowBatch batch : state.contents().trace().batches()) {
      for (Run run : batch.runs()) {
        for (List<Part> sorted : sortedParts(run)) {
          runs.add(
              sorted.stream()
                  .map(part -> measured.take(new RegisteredPart(batch.desc(), run, part)))
                  .iterator());
        }
      }
    }
    long updates = 0;
    long bytes = 0;
    Iterator<Updates> merged =
        new Consolidator(state.domain(), data.key(), data.value(), runs, time -> time, CHUNK_BYTES);
    while (merged.hasNext()) {
      Updates chunk = merged.next();
      updates += chunk.length();
      bytes += bytes(data, chunk);
    }
    return new ConsolidatedSize(measured.updates, measured.bytes, updates, bytes);
  }

  private static List<List<Part>> sortedParts(Run run) {
    return run.order() == RunOrder.SORTED
        ? List.of(run.parts())
        : run.parts().stream().map(List::of).toList();
  }

  /** Fetches parts and adds up what they have. */
  private final class Measured {
    private final ShardData data;
    private final ReadFilter filter = new ReadFilter.Compaction(state.upper());
    private long updates;
    private long bytes;

    Measured(ShardData data) {
      this.data = data;
    }

    Updates take(RegisteredPart part) {
      Updates found = fetch(data, part, filter);
      updates += found.length();
      bytes += bytes(data, found);
      return Consolidation.consolidate(state.domain(), found);
    }
  }

  private static long bytes(ShardData data, Updates updates) {
    UpdatesBuilder counted = new UpdatesBuilder(data.key(), data.value());
    counted.addAll(updates);
    return counted.bytes();
  }

  <K, V> List<Update<K, V>> history(Codec<K> keys, Codec<V> values) {
    return history(keys, values, List.of());
  }

  /**
   * The same with batches that were committed elsewhere.
   *
   * @param committed each at one time; the shard may have some of them already
   */
  <K, V> List<Update<K, V>> history(Codec<K> keys, Codec<V> values, List<HollowBatch> committed) {
    ShardData data = new ShardData(state.shard(), keys.schema(), values.schema());
    ReadFilter asWritten = new ReadFilter.Compaction(Frontier.minimum(state.domain()));
    List<Updates> chunks = new ArrayList<>();
    List<HollowBatch> batches = new ArrayList<>(state.contents().trace().batches());
    committed.stream().filter(batch -> !has(batch)).forEach(batches::add);
    for (HollowBatch batch : batches) {
      for (RegisteredPart part : RegisteredPart.of(batch)) {
        chunks.add(fetch(data, part, asWritten));
      }
    }
    Updates all = Updates.concat(data.key(), data.value(), chunks);
    return Consolidation.consolidate(state.domain(), all).toList(keys, values);
  }

  private boolean has(HollowBatch committed) {
    return committed.desc().upper().lessEqual(state.upper());
  }
}

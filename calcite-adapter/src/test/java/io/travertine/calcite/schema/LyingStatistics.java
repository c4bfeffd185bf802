package io.travertine.calcite.schema;

import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.machine.AppendAnswer;
import io.travertine.persist.internal.machine.Machine;
import io.travertine.persist.internal.machine.MachineContext;
import io.travertine.persist.internal.machine.MaintenanceListener;
import io.travertine.persist.internal.machine.ShardLog;
import io.travertine.persist.internal.machine.ShardWriter;
import io.travertine.persist.internal.state.AppendPolicy;
import io.travertine.persist.internal.state.HandleLabel;
import io.travertine.persist.internal.state.MaintenancePolicy;
import io.travertine.persist.internal.state.State;
import io.travertine.persist.location.memory.MemoryPlace;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Plants in a shard what no writer would write: rows that their statistics deny. */
final class LyingStatistics {

  private LyingStatistics() {}

  /**
   * Appends the rows of the shard's newest part once more, with the statistics of its oldest.
   *
   * @return whether it succeeded
   */
  static boolean append(MemoryPlace place, ShardId shard) throws ReflectiveOperationException {
    Seed seed = Seed.secure();
    Clock clock = Clock.system();
    ShardLog log = new ShardLog(shard, place.blob(), place.consensus(), new Retry(clock, seed));
    State state = log.find().orElseThrow();
    Machine machine =
        Machine.open(
            log,
            new MachineContext(
                clock,
                seed,
                "host",
                BuildVersion.CURRENT,
                state.codecs(),
                MaintenancePolicy.DEFAULT,
                MaintenanceListener.NONE));
    List<Run> runs =
        state.contents().trace().batches().stream()
            .flatMap(batch -> batch.runs().stream())
            .toList();
    Run newest = runs.get(runs.size() - 1);
    Frontier lower = state.upper();
    Part lie =
        withStatisticsOf(runs.get(0).parts().get(0), newest.parts().get(0)).rewrittenTo(lower);
    Description desc =
        new Description(lower, Frontier.at(lower.only() + 1), Frontier.minimum(lower.domain()));
    Run run =
        new Run(
            newest.id(),
            newest.order(),
            newest.schema(),
            newest.truncated(),
            newest.closedAt(),
            List.of(lie));
    try (ShardWriter writer =
        new ShardWriter(
            machine,
            seed,
            new HandleLabel("host", "liar"),
            Duration.ofHours(1),
            AppendPolicy.DEFAULT,
            Runnable::run)) {
      return writer
          .compareAndAppend(HollowBatch.of(desc, List.of(run)))
          .equals(new AppendAnswer.Appended());
    }
  }

  private static Part.Stored withStatisticsOf(Part honest, Part part)
      throws ReflectiveOperationException {
    RecordComponent[] components = Part.Stored.class.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Part from = components[i].getName().equals("statistics") ? honest : part;
      values[i] = components[i].getAccessor().invoke(from);
    }
    return Part.Stored.class
        .getDeclaredConstructor(types)
        .newInstance(Arrays.copyOf(values, values.length));
  }
}

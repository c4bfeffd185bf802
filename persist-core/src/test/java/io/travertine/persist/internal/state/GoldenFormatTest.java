package io.travertine.persist.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.travertine.persist.error.FormatTooNewException;
import io.travertine.persist.id.BuildVersion;
import io.travertine.persist.id.CriticalReaderId;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.LeasedReaderId;
import io.travertine.persist.id.PartId;
import io.travertine.persist.id.RollupId;
import io.travertine.persist.id.RunId;
import io.travertine.persist.id.SchemaId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.batch.Part;
import io.travertine.persist.internal.batch.PartKey;
import io.travertine.persist.internal.batch.PartSummary;
import io.travertine.persist.internal.batch.RollupKey;
import io.travertine.persist.internal.batch.Run;
import io.travertine.persist.internal.batch.RunOrder;
import io.travertine.persist.internal.batch.WriterKey;
import io.travertine.persist.internal.spine.MergeResult;
import io.travertine.persist.internal.spine.SpineId;
import io.travertine.persist.time.Description;
import io.travertine.persist.time.Frontier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What format 1 looks like, for ever: the file holds, in hexadecimal, the diffs of a short history
 * that uses every field, and the rollup of its last version.
 *
 * <p>Never change the file of a released format. Until the first release it may be written again
 * with {@code -Dtravertine.golden=<path>}.
 */
class GoldenFormatTest {

  private static final String FILE = "state-format-1-closed-history.txt";
  private static final BuildVersion VERSION = new BuildVersion(1, 2, 3);
  private static final HandleLabel LABEL = new HandleLabel("host", "purpose");

  private final List<byte[]> diffs = new ArrayList<>();
  private State state =
      State.initial(
          new ShardId(uuid(1)),
          new CodecNames("rows", "()", "u64", "i64"),
          VERSION,
          "host",
          1_000,
          new RollupKey(new SeqNo(1), new RollupId(uuid(2))));

  @Test
  void isWrittenAndReadAsEver() throws IOException {
    diffs.add(StateDiff.creating(state).encode());
    State first = state;
    history();
    List<String> lines = new ArrayList<>();
    diffs.forEach(diff -> lines.add("diff " + HexFormat.of().formatHex(diff)));
    Rollup rollup = new Rollup(state, List.of(new Rollup.InlinedDiff(new SeqNo(1), bytes("d"))));
    lines.add("rollup " + HexFormat.of().formatHex(rollup.encode()));
    String path = System.getProperty("travertine.golden", "");
    if (!path.isEmpty()) {
      Files.write(Path.of(path).resolve(FILE), lines);
    }

    List<String> golden = golden(FILE);
    assertThat(lines).isEqualTo(golden);
    assertThat(replayed(first, golden)).isEqualTo(state);
    assertThat(Rollup.decode(hex(golden.get(golden.size() - 1)))).isEqualTo(rollup);
  }

  @Test
  void whatWasWrittenBeforeThereWasClosedHistoryIsRead() throws IOException {
    List<String> golden = golden("state-format-1.txt");
    Rollup rollup = Rollup.decode(hex(golden.get(golden.size() - 1)));
    assertThat(replayed(state, golden)).isEqualTo(rollup.state());
    assertThat(rollup.encode()).isEqualTo(hex(golden.get(golden.size() - 1)));
  }

  /** Written by 1.2.3, they say so for ever. */
  @Test
  void whatALaterReleaseWroteIsToldByItsBytes() throws IOException {
    List<String> golden = golden(FILE);
    State read = Rollup.decode(hex(golden.get(golden.size() - 1))).state();
    read.checkReadableBy(new BuildVersion(1, 1, 0));
    assertThatThrownBy(() -> read.checkReadableBy(new BuildVersion(1, 0, 99)))
        .isInstanceOf(FormatTooNewException.class)
        .hasMessageContaining("written by release 1.2.3");
  }

  private static State replayed(State first, List<String> golden) {
    State replayed = first;
    for (String line : golden.subList(1, golden.size() - 1)) {
      replayed = StateDiff.decode(hex(line), replayed.domain()).applyTo(replayed);
    }
    return replayed;
  }

  private void history() {
    run(new RegisterSchema(new EncodedSchemas(bytes("key schema"), bytes("value schema"))));
    run(new RegisterLeasedReader(new LeasedReaderId(uuid(3)), LABEL, 60_000, 2_000, false));
    run(new RegisterCriticalReader(new CriticalReaderId(uuid(4)), LABEL, -1, "u64"));
    append(20, 0, 10, stored(21, 5), inline());
    append(23, 10, 20, stored(24, 3));
    append(26, 20, 30, stored(27, 900));
    append(29, 30, 40);
    run(
        new CompareAndDowngradeSince(
            new CriticalReaderId(uuid(4)), "u64", -1, 77, Frontier.at(25)));
    run(
        new DowngradeSince(
            new LeasedReaderId(uuid(3)), Optional.of(new SeqNo(4)), Frontier.at(15), 3_000));
    HollowBatch merged =
        HollowBatch.of(
            new Description(Frontier.at(0), Frontier.at(20), Frontier.at(0)),
            List.of(
                new Run(
                    new RunId(uuid(40)),
                    RunOrder.SORTED,
                    Optional.of(new SchemaId(0)),
                    false,
                    OptionalLong.empty(),
                    List.of(stored(41, 7))),
                new Run(
                    new RunId(uuid(42)),
                    RunOrder.SORTED,
                    Optional.of(new SchemaId(0)),
                    false,
                    OptionalLong.of(19),
                    List.of(stored(43, 4, 0)))));
    run(new ApplyMerge(new MergeResult(new SpineId(0, 2), merged)));
    run(
        new AddRollup(
            new HollowRollup(
                new RollupKey(new SeqNo(9), new RollupId(uuid(5))), OptionalLong.of(4_321))));
    run(new DowngradeSince(new LeasedReaderId(uuid(3)), Optional.empty(), Frontier.at(15), 3_500));
    append(50, 40, 50, stored(51, 1));
    append(53, 50, 60, stored(54, 1));
    assertThat(state.contents().activeGc()).isPresent();
    assertThat(state.contents().activeRollup()).isPresent();
  }

  private void append(int id, long lower, long upper, Part... parts) {
    Description desc = new Description(Frontier.at(lower), Frontier.at(upper), Frontier.at(0));
    List<Run> runs =
        parts.length == 0
            ? List.of()
            : List.of(
                new Run(
                    new RunId(uuid(id)),
                    RunOrder.UNORDERED,
                    Optional.empty(),
                    parts.length > 1,
                    OptionalLong.empty(),
                    List.of(parts)));
    run(
        new CompareAndAppend(
            HollowBatch.of(desc, runs),
            new WriterId(uuid(6)),
            new IdempotencyToken(uuid(id + 100)),
            4_000,
            60_000,
            LABEL,
            new AppendPolicy(1_000, new CompactionPolicy(1, 1, 2, 100))));
  }

  private static Part stored(int id, long updates) {
    return stored(id, updates, updates);
  }

  private static Part stored(int id, long updates, long diffs) {
    return new Part.Stored(
        new PartKey(new WriterKey(VERSION), new PartId(uuid(id))),
        new PartSummary(updates, OptionalLong.of(diffs), -1, 3, -1),
        1_234,
        0xFEDC_BA98,
        bytes("lower"),
        bytes("statistics"),
        Optional.empty());
  }

  private static Part inline() {
    return new Part.Inline(
        bytes("updates"),
        new PartSummary(2, OptionalLong.empty(), 1, 4, 5),
        ByteString.EMPTY,
        Optional.of(Frontier.at(6)));
  }

  private <R> void run(Command<R> command) {
    StepContext context =
        new StepContext(5_000, VERSION, "host", new MaintenancePolicy(2, 100, 3, 1_000, 100));
    Step.Commit<R> commit = (Step.Commit<R>) Step.of(state, command, context);
    diffs.add(commit.diff().encode());
    state = commit.next();
  }

  private static List<String> golden(String file) throws IOException {
    try (InputStream in = GoldenFormatTest.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new AssertionError("no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
  }

  private static byte[] hex(String line) {
    return HexFormat.of().parseHex(line.substring(line.indexOf(' ') + 1));
  }

  private static UUID uuid(int number) {
    return new UUID(0x0123_4567_89AB_4DEFL, 0x8000_0000_0000_0000L + number);
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }
}

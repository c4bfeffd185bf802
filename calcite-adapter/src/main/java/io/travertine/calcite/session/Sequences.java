package io.travertine.calcite.session;

import io.travertine.calcite.catalog.ColumnDefinition;
import io.travertine.calcite.catalog.Identity;
import io.travertine.calcite.catalog.ShardNames;
import io.travertine.calcite.catalog.TableDefinition;
import io.travertine.calcite.type.SqlFailure;
import io.travertine.calcite.type.SqlState;
import io.travertine.persist.AppendResult;
import io.travertine.persist.Diagnostics;
import io.travertine.persist.Handles;
import io.travertine.persist.PersistClient;
import io.travertine.persist.data.Codec;
import io.travertine.persist.data.Column;
import io.travertine.persist.data.ColumnType;
import io.travertine.persist.data.RowCodec;
import io.travertine.persist.data.Schema;
import io.travertine.persist.data.Unit;
import io.travertine.persist.data.Update;
import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.LeaseExpiredException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Frontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of identity columns. A shard of its own says how many each column has given out;
 * every process takes blocks of them there by compare-and-append, before it uses the first. So no
 * number is given out twice, whatever happens to a process or a transaction, and some never are.
 *
 * <p>Thread-safe.
 */
public final class Sequences implements AutoCloseable {

  private static final RowCodec CODEC =
      new RowCodec(
          "sql-sequence",
          new Schema(
              List.of(
                  new Column("table", ColumnType.STRING, false, 0),
                  new Column("column", ColumnType.INT64, false, 1),
                  new Column("given", ColumnType.INT64, false, 2))));

  private static final long BLOCK_MIN = 32;
  private static final long BLOCK_MAX = 16_384;

  private final PersistClient client;
  private final Clock clock;
  private final Map<Key, Numbers> numbers = new HashMap<>();

  /** Held while the shard is opened, which asks the store. */
  private final ReentrantLock opening = new ReentrantLock();

  /** Guarded by {@link #opening}. */
  private @Nullable Handles<@Nullable Object[], Unit> handles;

  private record Key(ShardId table, int column) {}

  public Sequences(PersistClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * The next number of an identity column.
   *
   * @throws SqlFailure 2200H if it has given out all that its type has, 57014 if the statement is
   *     stopped while numbers are taken
   */
  public long next(TableDefinition table, ColumnDefinition column, Cancellation cancellation) {
    Numbers of;
    synchronized (numbers) {
      of = numbers.computeIfAbsent(new Key(table.shard(), column.id()), Numbers::new);
    }
    return number(of.next(cancellation), column.identity().orElseThrow(), table, column);
  }

  /**
   * Lets a table give out no number that another one gave out before.
   *
   * @param to its identity columns have the ids of those of {@code from}
   */
  public void carryOver(TableDefinition from, ShardId to) {
    for (ColumnDefinition column : from.columns()) {
      if (column.identity().isPresent()) {
        // What is taken there is given out by nobody; it counts what the other has given out.
        long given = take(new Key(from.shard(), column.id()), 0);
        take(new Key(to, column.id()), given);
      }
    }
  }

  /** The number of {@code index}, from 0. */
  private static long number(
      long index, Identity identity, TableDefinition table, ColumnDefinition column) {
    try {
      long number =
          Math.addExact(identity.start(), Math.multiplyExact(index, identity.increment()));
      if (isWithin(number, column)) {
        return number;
      }
    } catch (ArithmeticException e) {
      // beyond every type
    }
    throw new SqlFailure(
        SqlState.SEQUENCE_EXHAUSTED,
        "identity column \""
            + column.name()
            + "\" of table \""
            + table.name()
            + "\" has given out every number of type "
            + column.type());
  }

  private static boolean isWithin(long number, ColumnDefinition column) {
    return switch (column.type().name()) {
      case TINYINT -> number == (byte) number;
      case SMALLINT -> number == (short) number;
      case INTEGER -> number == (int) number;
      default -> true;
    };
  }

  /** The block of one column that this process is using up. */
  private final class Numbers {
    private final Key key;

    /** Held while numbers are taken, which asks the store. */
    private final ReentrantLock taking = new ReentrantLock();

    private long next;
    private long end;
    private long block = BLOCK_MIN;

    Numbers(Key key) {
      this.key = key;
    }

    long next(Cancellation cancellation) {
      OptionalLong left = left();
      return left.isPresent() ? left.getAsLong() : cancellation.waiting(this::nextOfBlock);
    }

    private synchronized OptionalLong left() {
      return next == end ? OptionalLong.empty() : OptionalLong.of(next++);
    }

    private long nextOfBlock() {
      CancelledException.lockInterruptibly(clock, taking, "taking numbers");
      try {
        OptionalLong left = left(); // others have taken some meanwhile
        return left.isPresent() ? left.getAsLong() : first(take(key, block));
      } finally {
        taking.unlock();
      }
    }

    private synchronized long first(long given) {
      next = given + 1;
      end = given + block;
      block = Math.min(BLOCK_MAX, 2 * block);
      return given;
    }
  }

  /** Takes numbers for this process, and returns how many were taken before. */
  private long take(Key key, long count) {
    Handles<@Nullable Object[], Unit> open = open();
    try {
      return take(open, key, count);
    } catch (LeaseExpiredException e) {
      // Numbers may have been taken: those nobody will get.
      forget(open);
      return take(open(), key, count);
    }
  }

  private void forget(Handles<@Nullable Object[], Unit> expired) {
    CancelledException.lockInterruptibly(clock, opening, "taking numbers");
    try {
      if (handles == expired) {
        handles = null;
        expired.close();
      }
    } finally {
      opening.unlock();
    }
  }

  private long take(Handles<@Nullable Object[], Unit> open, Key key, long count) {
    while (true) {
      long upper = open.writer().fetchRecentUpper().only();
      OptionalLong given = upper == 0 ? OptionalLong.empty() : given(open, key, upper - 1);
      long before = given.orElse(0);
      long time = Math.max(clock.epochMicros(), upper);
      List<Update<@Nullable Object[], Unit>> updates = new ArrayList<>();
      if (given.isPresent()) {
        updates.add(update(key, before, time, -1));
      }
      updates.add(update(key, before + count, time, 1));
      AppendResult result =
          open.writer().compareAndAppend(updates, Frontier.at(upper), Frontier.at(time + 1));
      if (result instanceof AppendResult.Appended) {
        open.reader().downgradeSince(Frontier.at(time));
        return before;
      }
    }
  }

  private static OptionalLong given(Handles<@Nullable Object[], Unit> open, Key key, long time) {
    try (var snapshot = open.reader().snapshot(Frontier.at(time))) {
      for (Update<@Nullable Object[], Unit> row : snapshot.fetch()) {
        @Nullable Object[] cells = row.key();
        if (key.table().toString().equals(cells[0])
            && Long.valueOf(key.column()).equals(cells[1])) {
          return OptionalLong.of((Long) java.util.Objects.requireNonNull(cells[2]));
        }
      }
      return OptionalLong.empty();
    }
  }

  private static Update<@Nullable Object[], Unit> update(
      Key key, long given, long time, long diff) {
    @Nullable Object[] row = {key.table().toString(), (long) key.column(), given};
    return new Update<>(row, Unit.UNIT, time, diff);
  }

  @SuppressWarnings("NullAway") // RowCodec's rows have null cells; NullAway loses that on the way
  private Handles<@Nullable Object[], Unit> open() {
    CancelledException.lockInterruptibly(clock, opening, "taking numbers");
    try {
      Handles<@Nullable Object[], Unit> known = handles;
      if (known == null) {
        known =
            client.<@Nullable Object[], Unit>open(
                ShardNames.SEQUENCES_SHARD,
                CODEC,
                Codec.unit(),
                new Diagnostics("sequences", "sql"));
        handles = known;
      }
      return known;
    } finally {
      opening.unlock();
    }
  }

  @Override
  public void close() {
    clock.lock(opening);
    try {
      if (handles != null) {
        handles.close();
      }
    } finally {
      opening.unlock();
    }
  }
}

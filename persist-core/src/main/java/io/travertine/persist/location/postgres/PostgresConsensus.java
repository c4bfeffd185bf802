package io.travertine.persist.location.postgres;

import io.travertine.persist.error.CorruptException;
import io.travertine.persist.id.DatabaseId;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Access;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.IdentifiedConsensus;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.postgres.PostgresSchema.Half;
import io.travertine.persist.time.Clock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Consensus in tables of PostgreSQL or of what speaks like it, for any number of processes and
 * machines (spec §2.5). Thread-safe.
 *
 * <p>A compare-and-set is one statement in one round trip: it moves the one row that says where the
 * log of a key ends, if it still says what was expected, and adds the version in the same breath.
 * Who comes at the same time waits for that row and then sees that it has moved; that takes no more
 * than READ COMMITTED, where nobody is refused for what others did to other keys, and it is as
 * right at every stricter level, where the second is told of a serialization failure, which is
 * without effect, instead of a mismatch. Versions need not follow each other without a gap, and one
 * that was truncated cannot be written again.
 */
final class PostgresConsensus implements IdentifiedConsensus {

  private final PostgresSessions sessions;
  private final PostgresSchema schema;
  private final PostgresStatements sql;

  PostgresConsensus(PostgresPlace place, Clock clock) {
    this.sessions = new PostgresSessions("consensus", place, clock);
    this.schema = new PostgresSchema(place);
    this.sql = new PostgresStatements(place);
  }

  /** Opens what is there, and creates it if {@code access} allows. */
  static PostgresConsensus open(PostgresPlace place, Access access, Clock clock) {
    new PostgresSchema(place).prepare(Half.CONSENSUS, access, clock);
    return new PostgresConsensus(place, clock);
  }

  @Override
  public DatabaseId identify(DatabaseId fresh) {
    return sessions.write(
        "identifying",
        "the database",
        connection -> schema.identify(connection, Half.CONSENSUS, fresh));
  }

  @Override
  public Optional<DatabaseId> databaseId() {
    return sessions.read(
        "reading the id", "the database", connection -> schema.id(connection, Half.CONSENSUS));
  }

  @Override
  public List<String> listKeys() {
    return sessions.read(
        "list",
        "consensus keys",
        connection -> {
          List<String> all = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql.keys);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              all.add(rows.getString(1));
            }
          }
          return all;
        });
  }

  @Override
  public Optional<Versioned> head(String key) {
    return sessions.read(
        "head",
        key,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql.head)) {
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
              return row.next() ? Optional.of(version(row)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public CasOutcome compareAndSet(String key, Optional<SeqNo> expected, Versioned next) {
    Consensus.checkSuccession(key, expected, next.seqNo());
    return sessions.write(
        "compare-and-set",
        key,
        connection -> {
          try (PreparedStatement statement =
              connection.prepareStatement(expected.isPresent() ? sql.append : sql.first)) {
            if (expected.isPresent()) {
              statement.setLong(1, next.seqNo().value());
              statement.setString(2, key);
              statement.setLong(3, expected.get().value());
              statement.setBytes(4, next.data());
            } else {
              statement.setString(1, key);
              statement.setLong(2, next.seqNo().value());
              statement.setBytes(3, next.data());
            }
            return statement.executeUpdate() == 1 ? CasOutcome.COMMITTED : CasOutcome.MISMATCH;
          } catch (SQLException e) {
            throw beyondTheEnd(key, next, e);
          }
        });
  }

  /** The log ends where its row says. Where it does not, two backups were mixed. */
  private SQLException beyondTheEnd(String key, Versioned next, SQLException failure) {
    if (PostgresFailures.isUniqueViolation(failure)) {
      throw new CorruptException(
          "the log of %s at %s has version %s already, beyond its end"
              .formatted(key, sessions.place(), next.seqNo()),
          failure);
    }
    return failure;
  }

  @Override
  public List<Versioned> scan(String key, SeqNo from, int limit) {
    Consensus.checkLimit(key, limit);
    return sessions.read(
        "scan",
        key,
        connection -> {
          List<Versioned> versions = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql.scan)) {
            statement.setString(1, key);
            statement.setLong(2, from.value());
            statement.setLong(3, limit);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                versions.add(version(rows));
              }
            }
          }
          return versions;
        });
  }

  @Override
  public int truncate(String key, SeqNo seqNo) {
    int deleted =
        sessions.write(
            "truncate",
            key,
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql.truncate)) {
                statement.setString(1, key);
                statement.setLong(2, seqNo.value());
                statement.setString(3, key);
                statement.setLong(4, seqNo.value());
                return statement.executeUpdate();
              }
            });
    if (deleted == 0) {
      Optional<SeqNo> latest = head(key).map(Versioned::seqNo);
      if (latest.isEmpty() || latest.get().isBefore(seqNo)) {
        throw new IllegalArgumentException(
            "cannot truncate %s to %s: its latest version is %s"
                .formatted(key, seqNo, latest.map(SeqNo::toString).orElse("none")));
      }
    }
    return deleted;
  }

  /** Waits for the calls under way. */
  @Override
  public void close() {
    sessions.close();
  }

  @Override
  public String toString() {
    return "PostgresConsensus(" + sessions.place() + ")";
  }

  private static Versioned version(ResultSet row) throws SQLException {
    return new Versioned(new SeqNo(row.getLong(1)), row.getBytes(2));
  }
}

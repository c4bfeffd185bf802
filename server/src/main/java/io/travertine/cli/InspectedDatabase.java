package io.travertine.cli;

import io.travertine.calcite.catalog.ShardNames;
import io.travertine.persist.error.PersistException;
import io.travertine.persist.id.ShardId;
import io.travertine.persist.inspect.InspectedShard;
import io.travertine.persist.inspect.ShardInspector;
import io.travertine.persist.location.PersistLocation;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database looked at from outside, with the names that its catalog gives to shards. */
final class InspectedDatabase {

  private static final int TABLES_SHOWN = 10;

  private final ShardInspector location;
  private final Optional<PrintStream> complaints;
  private Optional<ShardNames> names = Optional.empty();

  /** A database whose catalog must be readable. */
  InspectedDatabase(ShardInspector location) {
    this(location, Optional.empty());
  }

  /** A database that may be damaged: without its catalog, shards have no names. */
  InspectedDatabase(ShardInspector location, PrintStream complaints) {
    this(location, Optional.of(complaints));
  }

  private InspectedDatabase(ShardInspector location, Optional<PrintStream> complaints) {
    this.location = location;
    this.complaints = complaints;
  }

  ShardInspector location() {
    return location;
  }

  /** What the shard is called, if anything. */
  Optional<String> name(ShardId shardId) {
    return names().nameOf(shardId);
  }

  /** The names that the catalog gives. */
  ShardNames names() {
    if (names.isEmpty()) {
      names = Optional.of(read());
    }
    return names.get();
  }

  private ShardNames read() {
    try {
      return ShardNames.of(location);
    } catch (PersistException e) {
      if (complaints.isEmpty()) {
        throw e;
      }
      complaints.get().println("no names, the catalog cannot be read: " + e.getMessage());
      return new ShardNames(List.of(), Map.of());
    }
  }

  /** The shard with the id or the name {@code wanted}. */
  InspectedShard shard(String wanted) {
    return location.shard(id(wanted));
  }

  /**
   * The id that {@code wanted} is or names.
   *
   * @throws CommandFailure if there is no such shard
   */
  ShardId id(String wanted) {
    Optional<ShardId> given = parse(wanted);
    List<ShardId> found = given.isPresent() ? List.of(given.get()) : names().named(wanted);
    if (found.size() > 1) {
      throw new CommandFailure(
          "'" + wanted + "' names several shards, choose one: " + String.join(", ", texts(found)));
    }
    if (found.isEmpty() || given.isPresent() && !location.shards().contains(given.get())) {
      throw new CommandFailure(
          "there is no shard or table '" + wanted + "' in " + location.location() + wayOut());
    }
    if (!location.shards().contains(found.get(0))) {
      throw new CommandFailure(
          "table '" + wanted + "' has no shard yet: it gets one when it is first read or written");
    }
    return found.get(0);
  }

  private String wayOut() {
    List<String> known = names().tables().stream().map(ShardNames.Table::name).distinct().toList();
    String tables =
        known.isEmpty()
            ? ""
            : "; its tables are " + String.join(", ", known.subList(0, Math.min(10, known.size())));
    return tables + "; `travertine inspect shards " + argument(location.location()) + "` lists all";
  }

  /** How a location is written on the command line. */
  static String argument(PersistLocation location) {
    String text = location.toString();
    return text.startsWith("file:") ? text.substring("file:".length()) : text;
  }

  private static List<String> texts(List<ShardId> ids) {
    return ids.stream().map(ShardId::toString).toList();
  }

  private static Optional<ShardId> parse(String text) {
    try {
      return Optional.of(ShardId.parse(text));
    } catch (IllegalArgumentException aName) {
      return Optional.empty();
    }
  }
}

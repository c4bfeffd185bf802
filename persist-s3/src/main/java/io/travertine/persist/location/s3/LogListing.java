package io.travertine.persist.location.s3;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a listing shows of a log: its entries from the newest on, as far as they count, and what was
 * truncated and still lies there.
 *
 * @param entries newest first; what one follows is the next one's seqno
 * @param rest what lies behind, in the order of the listing; empty if nobody asked
 * @param date when it was true of the newest entry
 */
record LogListing(List<Entry> entries, List<Rest> rest, StoreTime date) {

  /**
   * An entry that counts.
   *
   * @param follows the seqno of the one before, -1 for none
   */
  record Entry(long follows, StoreTime written) {}

  /** Something that does not count any more. */
  record Rest(boolean floor, ObjectStore.Listed object) {}

  /** How far to list. */
  enum Depth {
    /** To the oldest entry that counts. */
    FLOOR,
    /** Everything. */
    BOTTOM
  }

  private static final int PAGE = 1_000;

  LogListing {
    entries = List.copyOf(entries);
    rest = List.copyOf(rest);
  }

  /** The newest entry alone, by one request, unless something lies there that is not ours. */
  static LogListing newest(ObjectStore store, StoreRules rules, LogNames names) {
    ObjectStore.Answer<ObjectStore.Page> page = store.list(names.folder(), "", 1);
    if (page.value().objects().isEmpty()) {
      return new LogListing(List.of(), List.of(), page.date());
    }
    ObjectStore.Listed first = page.value().objects().get(0);
    return names
        .meaning(first.name())
        .map(
            meaning ->
                new LogListing(
                    List.of(new Entry(meaning.before(), first.written())), List.of(), page.date()))
        .orElseGet(() -> of(store, rules, names, Long.MAX_VALUE, Depth.FLOOR));
  }

  /**
   * Lists a log, by as many requests as it has pages; anew if they come so slowly that names of the
   * first may have been freed and taken again.
   *
   * @param enough entries that follow something before this, but for the first of them, are not
   *     looked for
   */
  static LogListing of(
      ObjectStore store, StoreRules rules, LogNames names, long enough, Depth depth) {
    while (true) {
      Optional<LogListing> listing = inTime(store, rules, names, enough, depth);
      if (listing.isPresent()) {
        return listing.get();
      }
    }
  }

  private static Optional<LogListing> inTime(
      ObjectStore store, StoreRules rules, LogNames names, long enough, Depth depth) {
    List<Entry> entries = new ArrayList<>();
    List<Rest> rest = new ArrayList<>();
    boolean floor = false;
    String after = "";
    Optional<StoreTime> first = Optional.empty();
    while (true) {
      ObjectStore.Answer<ObjectStore.Page> page = store.list(names.folder(), after, PAGE);
      StoreTime date = first.orElse(page.date());
      first = Optional.of(date);
      if (!date.isLessThan(rules.freshFor(), page.date())) {
        return Optional.empty();
      }
      for (ObjectStore.Listed object : page.value().objects()) {
        after = object.name();
        Optional<LogNames.Meaning> known = names.meaning(after);
        if (known.isEmpty()) {
          continue;
        }
        LogNames.Meaning meaning = known.get();
        if (floor) {
          rest.add(new Rest(meaning.floor(), object));
        } else if (meaning.floor()) {
          floor = true;
        } else {
          entries.add(new Entry(meaning.before(), object.written()));
        }
        boolean covered = floor || meaning.before() < enough;
        if (covered && depth == Depth.FLOOR) {
          return Optional.of(new LogListing(entries, rest, date));
        }
      }
      if (!page.value().more()) {
        return Optional.of(new LogListing(entries, rest, date));
      }
    }
  }

  /** The newest entry; there must be one. */
  Entry newest() {
    return entries.get(0);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** The least seqno that the newest entry can have. */
  long newestAtLeast() {
    return newest().follows() + 1;
  }

  /** The seqno of the {@code index}th entry, which is not the newest. */
  long seqNo(int index) {
    return entries.get(index - 1).follows();
  }

  /**
   * The entries with a seqno of at least {@code from}, oldest first, at most {@code limit} of them.
   * The newest, whose seqno is not told, is among them unless there are too many.
   */
  List<Entry> from(long from, int limit) {
    List<Entry> wanted = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && wanted.size() < limit; i--) {
      if (i == 0 || seqNo(i) >= from) {
        wanted.add(entries.get(i));
      }
    }
    return wanted;
  }

  /**
   * What may be deleted of the rest: entries that are old enough, and floors behind which no entry
   * is left. Those go later than the entries: whoever is listing just now may have missed the floor
   * that came after them.
   */
  List<String> removable(Duration keptFor) {
    List<String> removable = new ArrayList<>();
    boolean behind = false;
    for (int i = rest.size() - 1; i >= 0; i--) {
      Rest each = rest.get(i);
      boolean old = each.object().written().isAtLeast(keptFor, date);
      if (each.floor() ? !behind : old) {
        removable.add(each.object().name());
      }
      behind |= !each.floor();
    }
    return removable;
  }
}

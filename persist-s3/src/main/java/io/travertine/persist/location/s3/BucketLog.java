package io.travertine.persist.location.s3;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.error.CorruptException;
import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.Consensus.CasOutcome;
import io.travertine.persist.location.Versioned;
import io.travertine.persist.location.s3.LogListing.Depth;
import io.travertine.persist.location.s3.ObjectStore.Answer;
import io.travertine.persist.location.s3.ObjectStore.Creation;
import io.travertine.persist.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of one key: an object for each version, created under the one name that comes after the
 * version before it, so that of many writers one wins. Thread-safe.
 *
 * <p>Whoever knows the newest entry asks for the name after it: if there is nothing, that was the
 * newest. That is one cheap request, where a listing costs a dozen times as much; it is also why an
 * append by someone who knows the newest is one request.
 *
 * <p>Danger: truncation frees names, and who has not looked for long may ask for a freed one, or
 * create it. Frees are bounded by the store's clock ({@link StoreRules}): an entry is deleted an
 * hour after it was written at the earliest, so for half an hour after the store has shown an entry
 * to be the newest, whatever is found or not found after it is true. Later, a listing tells, and a
 * creation that came too late is {@link #settle settled}.
 */
final class BucketLog {

  private static final Logger LOG = LoggerFactory.getLogger(BucketLog.class);

  /** So many names are asked for at the same time, at most, before a listing is cheaper. */
  private static final int WINDOW_MAX = 8;

  /** So often a listing may be outdated by the time its entries are fetched. */
  private static final int LISTINGS_MAX = 20;

  /** Only its name counts; but some stores refuse empty objects. */
  private static final byte[] FLOOR = {'_'};

  private static final int CONFLICTS_MAX = 8;
  private static final long CONFLICT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String key;
  private final LogNames names;
  private final ObjectStore store;
  private final StoreRules rules;
  private final Clock clock;
  private final Seed seed;
  private final EntryCache cache;

  /** How many creations of this process are under way. */
  private final AtomicInteger creating = new AtomicInteger();

  /** Never steps back; set by {@link #learn} alone. */
  private volatile Optional<KnownHead> known = Optional.empty();

  BucketLog(
      String key, ObjectStore store, StoreRules rules, Clock clock, Seed seed, EntryCache cache) {
    this.key = key;
    this.names = LogNames.of(key);
    this.store = store;
    this.rules = rules;
    this.clock = clock;
    this.seed = seed;
    this.cache = cache;
  }

  // ---- reading

  Optional<Versioned> head() {
    return newest().entry().map(LogEntry::version);
  }

  /**
   * Who asks for what comes after the newest version it knew is shown all of that, also what was
   * truncated meanwhile and still lies there; who asks from the beginning learns where the log now
   * begins.
   */
  List<Versioned> scan(SeqNo from, int limit) {
    Optional<KnownHead> start = known;
    if (start.isPresent() && start.get().entry().isPresent()) {
      LogEntry last = start.get().entry().get();
      if (!from.isBefore(last.seqNo()) && !from.equals(SeqNo.ZERO)) {
        Optional<List<LogEntry>> newer = follow(start.get(), last);
        if (newer.isPresent()) {
          List<LogEntry> all = new ArrayList<>(List.of(last));
          all.addAll(newer.get());
          return versions(all, from, limit);
        }
      }
    }
    return versions(listed(from, limit), from, limit);
  }

  private static List<Versioned> versions(List<LogEntry> entries, SeqNo from, int limit) {
    return entries.stream()
        .map(LogEntry::version)
        .filter(version -> !version.seqNo().isBefore(from))
        .limit(limit)
        .toList();
  }

  /** The newest entry, by one request at least. */
  private KnownHead newest() {
    Optional<KnownHead> start = known;
    if (start.isPresent() && start.get().entry().isPresent()) {
      Optional<List<LogEntry>> newer = follow(start.get(), start.get().entry().get());
      if (newer.isPresent()) {
        return known.orElseThrow();
      }
    }
    return listedHead();
  }

  /**
   * The entries after {@code last}, asking for one name after the other until there is none; empty
   * if that cannot tell, as it was too long ago that {@code last} was the newest, or takes too many
   * requests.
   */
  private Optional<List<LogEntry>> follow(KnownHead start, LogEntry last) {
    List<LogEntry> newer = new ArrayList<>();
    LogEntry newest = last;
    // What this process is just creating is most likely there when we ask, and is not the end.
    int first = creating.get() == 0 ? 1 : 2;
    for (int window = first; window <= WINDOW_MAX; window *= 2) {
      Optional<LogEntry> told = cache.find(names.after(newest.seqNo()));
      while (told.isPresent() && told.get().follows(newest)) {
        newest = told.get();
        newer.add(newest);
        told = cache.find(names.after(newest.seqNo()));
      }
      List<String> asked = guesses(newest.seqNo(), window);
      for (Answer<Optional<ObjectStore.Found>> answer : store.getAll(asked)) {
        if (!start.shown().isLessThan(rules.freshFor(), answer.date())) {
          return Optional.empty();
        }
        String name = names.after(newest.seqNo());
        if (answer.value().isEmpty()) {
          learn(new KnownHead(Optional.of(newest), answer.date()));
          return Optional.of(newer);
        }
        LogEntry next = LogEntry.decode(name, answer.value().get().bytes());
        if (!next.follows(newest)) {
          return Optional.empty();
        }
        cache.keep(name, next);
        newer.add(next);
        boolean guessed = next.seqNo().equals(newest.seqNo().next());
        newest = next;
        if (!guessed) {
          break;
        }
      }
    }
    return Optional.empty();
  }

  /** The names of the next entries, if each has the seqno after that of the one before it. */
  private List<String> guesses(SeqNo from, int count) {
    List<String> guesses = new ArrayList<>();
    for (long i = 0; i < count && from.value() < Long.MAX_VALUE - i; i++) {
      guesses.add(names.after(new SeqNo(from.value() + i)));
    }
    // Nothing can follow the last seqno there is; asking is harmless.
    return guesses.isEmpty() ? List.of(names.after(from)) : guesses;
  }

  private KnownHead listedHead() {
    for (int i = 0; i < LISTINGS_MAX; i++) {
      LogListing listing = LogListing.newest(store, rules, names);
      if (listing.isEmpty()) {
        return learn(new KnownHead(Optional.empty(), listing.date()));
      }
      Optional<List<LogEntry>> newest = fetch(listing.entries().subList(0, 1));
      if (newest.isPresent()) {
        return learn(new KnownHead(Optional.of(newest.get().get(0)), listing.date()));
      }
    }
    throw changesTooFast();
  }

  /** What a listing shows from {@code from} on, oldest first; maybe one before it too. */
  private List<LogEntry> listed(SeqNo from, int limit) {
    List<LogListing.Entry> outdated = List.of();
    for (int i = 0; i < LISTINGS_MAX; i++) {
      LogListing listing = LogListing.of(store, rules, names, from.value(), Depth.FLOOR);
      if (listing.isEmpty()) {
        learn(new KnownHead(Optional.empty(), listing.date()));
        return List.of();
      }
      List<LogListing.Entry> wanted = listing.from(from.value(), limit);
      Optional<List<LogEntry>> entries = fetch(wanted).filter(BucketLog::isChain);
      if (entries.isPresent()) {
        LogEntry last = entries.get().get(wanted.size() - 1);
        if (last.follows() == listing.newest().follows()) {
          learn(new KnownHead(Optional.of(last), listing.date()));
        }
        return entries.get();
      }
      if (listing.entries().equals(outdated)) {
        throw new CorruptException(
            "the log of %s is damaged: between v%s and v%s entries are missing"
                .formatted(key, wanted.get(0).follows() + 1, listing.newestAtLeast()));
      }
      outdated = listing.entries();
    }
    throw changesTooFast();
  }

  private static boolean isChain(List<LogEntry> entries) {
    for (int i = 1; i < entries.size(); i++) {
      if (!entries.get(i).follows(entries.get(i - 1))) {
        return false;
      }
    }
    return true;
  }

  /** The entries that were listed; empty if some were truncated since. */
  private Optional<List<LogEntry>> fetch(List<LogListing.Entry> listed) {
    List<LogListing.Entry> missing =
        listed.stream().filter(each -> cache.find(names.entry(each.follows())).isEmpty()).toList();
    List<Answer<Optional<ObjectStore.Found>>> answers =
        missing.isEmpty()
            ? List.of()
            : store.getAll(missing.stream().map(each -> names.entry(each.follows())).toList());
    Map<Long, LogEntry> fetched = new HashMap<>();
    for (int i = 0; i < missing.size(); i++) {
      LogListing.Entry each = missing.get(i);
      Optional<ObjectStore.Found> found = answers.get(i).value();
      // One of another age is another's, who took the name after it was freed.
      if (found.isEmpty() || !found.get().written().equals(each.written())) {
        return Optional.empty();
      }
      fetched.put(each.follows(), decode(each.follows(), found.get().bytes()));
    }
    List<LogEntry> entries = new ArrayList<>();
    for (LogListing.Entry each : listed) {
      Optional<LogEntry> entry =
          Optional.ofNullable(fetched.get(each.follows()))
              .or(() -> cache.find(names.entry(each.follows())));
      if (entry.isEmpty()) {
        return Optional.empty();
      }
      entries.add(entry.get());
    }
    return Optional.of(entries);
  }

  private LogEntry decode(long before, byte[] bytes) {
    String name = names.entry(before);
    LogEntry entry = LogEntry.decode(name, bytes);
    if (entry.follows() != before) {
      throw new CorruptException("log entry " + name + " is damaged: it is another's");
    }
    cache.keep(name, entry);
    return entry;
  }

  private synchronized KnownHead learn(KnownHead found) {
    known = Optional.of(known.map(found::newer).orElse(found));
    return found;
  }

  private IndeterminateException changesTooFast() {
    return new IndeterminateException(
        "the log of %s changed %s times while it was read".formatted(key, LISTINGS_MAX));
  }

  // ---- appending

  CasOutcome compareAndSet(Optional<SeqNo> expected, Versioned next) {
    Optional<KnownHead> recent = known;
    boolean knows =
        expected.isPresent()
            && recent
                .flatMap(KnownHead::seqNo)
                .filter(seqNo -> !seqNo.isBefore(expected.get()))
                .isPresent();
    // Of an empty log only a listing tells that it is: its first name may have been freed.
    KnownHead head = knows ? recent.get() : expected.isPresent() ? newest() : listedHead();
    if (!head.seqNo().equals(expected)) {
      return CasOutcome.MISMATCH;
    }
    LogEntry.Encoded mine = LogEntry.encode(next, head.link(), seed.uuid());
    return create(head, names.after(expected), mine);
  }

  private CasOutcome create(KnownHead head, String name, LogEntry.Encoded mine) {
    for (int i = 0; i < CONFLICTS_MAX; i++) {
      Answer<Creation> answer;
      creating.incrementAndGet();
      try {
        answer = store.create(name, mine.bytes());
      } finally {
        creating.decrementAndGet();
      }
      switch (answer.value()) {
        case CREATED:
          return told(mine.entry(), () -> created(head, name, mine.entry(), answer.date()));
        case EXISTS:
          return told(mine.entry(), () -> exists(head, name, mine.entry(), answer.date()));
        case CONFLICT:
          pause(i);
      }
    }
    throw new DeterminateException(
        "compare-and-set of %s failed: %s conflicts on %s".formatted(key, CONFLICTS_MAX, name));
  }

  /** A look that is refused leaves in doubt what became of the entry. */
  private CasOutcome told(LogEntry mine, Supplier<CasOutcome> look) {
    try {
      return look.get();
    } catch (DeterminateException e) {
      throw new IndeterminateException(
          "compare-and-set of %s to %s: nobody tells its outcome".formatted(key, mine.seqNo()), e);
    }
  }

  private CasOutcome created(KnownHead head, String name, LogEntry mine, StoreTime date) {
    if (!head.shown().isLessThan(rules.freshFor(), date)) {
      return settle(name, mine, date);
    }
    cache.keep(name, mine);
    learn(new KnownHead(Optional.of(mine), date));
    return CasOutcome.COMMITTED;
  }

  /** Somebody was first; or something between us and the store sent our request twice. */
  private CasOutcome exists(KnownHead head, String name, LogEntry mine, StoreTime refused) {
    Answer<Optional<ObjectStore.Found>> answer = store.get(name);
    requireSoon(mine, refused, answer.date());
    if (answer.value().isEmpty()) {
      return CasOutcome.MISMATCH;
    }
    LogEntry theirs = LogEntry.decode(name, answer.value().get().bytes());
    if (theirs.mark().equals(mine.mark())) {
      // Not now: it may have been followed meanwhile.
      return created(head, name, mine, refused);
    }
    if (head.shown().isLessThan(rules.freshFor(), answer.date())) {
      cache.keep(name, theirs);
    }
    return CasOutcome.MISMATCH;
  }

  /**
   * Finds out whether an entry that was created long after its place was seen is part of the log:
   * it is if it is the newest, or the next one builds on it. Otherwise its name was one that
   * truncation had freed; it lies where nobody reads, and is removed.
   */
  private CasOutcome settle(String name, LogEntry mine, StoreTime created) {
    long before = mine.follows();
    LogListing listing = LogListing.of(store, rules, names, 0, Depth.FLOOR);
    requireSoon(mine, created, listing.date());
    if (!listing.isEmpty() && listing.newest().follows() == before) {
      cache.keep(name, mine);
      learn(new KnownHead(Optional.of(mine), listing.date()));
      return CasOutcome.COMMITTED;
    }
    String nextName = names.after(mine.seqNo());
    Answer<Optional<ObjectStore.Found>> next = store.get(nextName);
    requireSoon(mine, created, next.date());
    if (next.value().isPresent()
        && LogEntry.decode(nextName, next.value().get().bytes()).follows(mine)) {
      return CasOutcome.COMMITTED;
    }
    LOG.debug("{}: an entry after {} came too late and is removed", key, before);
    store.delete(name);
    return CasOutcome.MISMATCH;
  }

  /** What comes too late tells nothing: what it is about may have been truncated. */
  private void requireSoon(LogEntry mine, StoreTime since, StoreTime now) {
    if (!since.isLessThan(rules.freshFor(), now)) {
      throw new IndeterminateException(
          "compare-and-set of %s to %s took too long to tell".formatted(key, mine.seqNo()));
    }
  }

  private void pause(int attempt) {
    try {
      clock.sleep((long) ((CONFLICT_PAUSE_NANOS << attempt) * seed.fraction()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted during compare-and-set of " + key, e);
    }
  }

  // ---- truncating

  int truncate(SeqNo seqNo) {
    LogListing listing = reaching(seqNo);
    int oldest = 0;
    while (oldest + 1 < listing.entries().size() && listing.seqNo(oldest + 1) >= seqNo.value()) {
      oldest++;
    }
    int truncated = listing.entries().size() - 1 - oldest;
    if (truncated > 0) {
      // From here on they do not count; of what follows, any part may happen.
      store.put(names.floor(listing.entries().get(oldest).follows()), FLOOR.clone());
      listing
          .entries()
          .subList(oldest + 1, listing.entries().size())
          .forEach(each -> cache.forget(names.entry(each.follows())));
    }
    List<String> removable = listing.removable(rules.keptFor());
    if (!removable.isEmpty()) {
      removable.forEach(cache::forget);
      store.deleteAll(removable);
    }
    return truncated;
  }

  /** A listing whose newest entry is not before {@code seqNo}. */
  private LogListing reaching(SeqNo seqNo) {
    for (int i = 0; i < LISTINGS_MAX; i++) {
      LogListing listing = LogListing.of(store, rules, names, 0, Depth.BOTTOM);
      if (listing.isEmpty()) {
        throw misuse(seqNo, "none");
      }
      if (listing.newestAtLeast() >= seqNo.value()) {
        return listing;
      }
      LogEntry newest = newest().entry().orElseThrow(this::changesTooFast);
      if (newest.seqNo().isBefore(seqNo)) {
        throw misuse(seqNo, newest.seqNo().toString());
      }
      if (newest.follows() == listing.newest().follows()) {
        return listing;
      }
    }
    throw changesTooFast();
  }

  private IllegalArgumentException misuse(SeqNo seqNo, String latest) {
    return new IllegalArgumentException(
        "cannot truncate %s to %s: its latest version is %s".formatted(key, seqNo, latest));
  }
}

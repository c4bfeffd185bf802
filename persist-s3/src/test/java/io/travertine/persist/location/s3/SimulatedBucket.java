package io.travertine.persist.location.s3;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A bucket with bad luck, by seed: before any request time may pass, hours of it, or others may
 * come first; requests and answers get lost, and lost requests may still arrive, hours later. One
 * thread plays all processes: while one waits for its request the others take their turns.
 */
final class SimulatedBucket {

  private static final int NESTED_MAX = 3;

  private final Random random;
  private final BucketContents contents;
  private final List<Supplier<?>> late = new ArrayList<>();
  private final TrueLog truth = new TrueLog();
  private Runnable others = () -> {};
  private long now = TimeUnit.DAYS.toMillis(20_000);
  private int nested;
  private boolean calm;

  SimulatedBucket(Random random) {
    this.random = random;
    this.contents = new BucketContents(() -> now);
  }

  /** What the others do when they come first. */
  void others(Runnable turn) {
    others = turn;
  }

  BucketContents contents() {
    return contents;
  }

  /** What really became of the only log. */
  TrueLog truth() {
    return truth;
  }

  /** From now on nothing goes wrong. */
  void calmDown() {
    while (!late.isEmpty()) {
      arrive(late.remove(0));
    }
    calm = true;
  }

  ObjectStore connect() {
    return new Connection();
  }

  private static void arrive(Supplier<?> request) {
    Object nobodyWaits = request.get();
    assert nobodyWaits != null;
  }

  private boolean happens(double probability) {
    return !calm && random.nextDouble() < probability;
  }

  private void meanwhile() {
    if (calm) {
      return;
    }
    now += random.nextInt(2_000);
    if (happens(0.03)) {
      now += TimeUnit.MINUTES.toMillis(random.nextInt(35));
    }
    if (happens(0.02)) {
      now += TimeUnit.MINUTES.toMillis(random.nextInt(180));
    }
    if (!late.isEmpty() && happens(0.1)) {
      arrive(late.remove(random.nextInt(late.size())));
    }
    while (nested < NESTED_MAX && happens(0.25)) {
      nested++;
      others.run();
      nested--;
    }
  }

  /** As stores do that are asked too much. */
  private void refuse() {
    if (happens(0.02)) {
      throw new DeterminateException("request refused");
    }
  }

  private <T> T lossy(Supplier<T> effect) {
    meanwhile();
    if (happens(0.03)) {
      if (random.nextBoolean()) {
        late.add(effect);
      }
      throw new IndeterminateException("request lost");
    }
    T result = effect.get();
    if (happens(0.03)) {
      throw new IndeterminateException("answer lost");
    }
    return result;
  }

  private final class Connection extends MemoryObjectStore {

    Connection() {
      super(contents);
    }

    @Override
    public Answer<Optional<Found>> get(String name) {
      meanwhile();
      refuse();
      return super.get(name);
    }

    @Override
    public Answer<Page> list(String prefix, String after, int most) {
      meanwhile();
      refuse();
      // Small pages, so that logs have several.
      return super.list(prefix, after, Math.min(most, 1 + random.nextInt(6)));
    }

    @Override
    public Answer<Creation> create(String name, byte[] bytes) {
      if (happens(0.02)) {
        return new Answer<>(Creation.CONFLICT, new StoreTime(now));
      }
      return lossy(
          () -> {
            Answer<Creation> answer = super.create(name, bytes);
            if (answer.value() == Creation.CREATED) {
              truth.created(LogEntry.decode(name, bytes));
            }
            // Something between us may send it twice, and answer for the second.
            return happens(0.02) ? super.create(name, bytes) : answer;
          });
    }

    @Override
    public void put(String name, byte[] bytes) {
      lossy(
          () -> {
            super.put(name, bytes);
            return true;
          });
    }

    @Override
    public void delete(String name) {
      lossy(
          () -> {
            super.delete(name);
            return true;
          });
    }

    @Override
    public void deleteAll(Collection<String> names) {
      List<String> shuffled = new ArrayList<>(names);
      Collections.shuffle(shuffled, random);
      for (String name : shuffled) {
        delete(name);
      }
    }
  }
}

package io.travertine.persist.txn;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.error.CancelledException;
import io.travertine.persist.id.Seed;
import io.travertine.persist.time.Clock;
import io.travertine.persist.time.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Those who stay in a group are committed, whoever of it leaves and however. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GroupCommitLeaversTest {

  private static final long PROMPT_SECONDS = 10;

  /** What happens to one group. */
  private interface Fate {
    void befall(List<Member> group) throws InterruptedException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch firstTaken = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final CountDownLatch secondTaken = new CountDownLatch(1);
  private volatile Fate second = group -> {};
  private final List<Member> committed = new CopyOnWriteArrayList<>();
  private final GroupCommit commits = new GroupCommit(Clock.system(), this::commit);
  private int groups;

  private void commit(List<Member> group, GroupCommit.Joining joining, Deadline deadline) {
    groups++;
    try {
      if (groups == 1) {
        firstTaken.countDown();
        firstMayEnd.await();
      } else if (groups == 2) {
        secondTaken.countDown();
        second.befall(group);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted", e);
    }
    for (Member each : group) {
      if (!each.isDone()) {
        committed.add(each);
        each.end(new CommitOutcome.Committed(groups));
      }
    }
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private static Member member() {
    Txn.Prepared nothing = new Txn.Prepared(List.of(), Set.of(), Set.of());
    return new Member(nothing, Optional.empty(), 0, Seed.secure());
  }

  /** One commits alone; the others wait behind it, in this order. */
  private List<Future<CommitOutcome>> behindTheFirst(List<Member> members, List<Thread> who)
      throws InterruptedException {
    List<Future<CommitOutcome>> running = new ArrayList<>();
    Member first = member();
    threads.submit(() -> commits.commit(first, Deadline.none()));
    firstTaken.await();
    for (Member each : members) {
      CountDownLatch known = new CountDownLatch(1);
      running.add(
          threads.submit(
              () -> {
                who.add(Thread.currentThread());
                known.countDown();
                return commits.commit(each, Deadline.none());
              }));
      known.await();
      while (commits.waiting() < running.size()) {
        Thread.onSpinWait();
      }
    }
    return running;
  }

  @Test
  void whoseLeaderDiesByAnErrorIsCommitted() throws Exception {
    second =
        (group -> {
          throw new OutOfMemoryError("simulated");
        });
    List<Future<CommitOutcome>> running =
        behindTheFirst(List.of(member(), member()), new CopyOnWriteArrayList<>());
    firstMayEnd.countDown();
    assertThat(running.get(1).get(PROMPT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(CommitOutcome.Committed.class);
  }

  @Test
  void whoWasToldOfAnErrorIsNotCommittedBehindItsBack() throws Exception {
    second =
        (group -> {
          throw new OutOfMemoryError("simulated");
        });
    Member dies = member();
    List<Future<CommitOutcome>> running =
        behindTheFirst(List.of(dies), new CopyOnWriteArrayList<>());
    firstMayEnd.countDown();
    assertThat(running.get(0)).failsWithin(PROMPT_SECONDS, TimeUnit.SECONDS);
    commits.commit(member(), Deadline.none());
    assertThat(committed).doesNotContain(dies);
  }

  @Test
  void whoseLeaderAndAnotherAreInterruptedIsCommitted() throws Exception {
    List<Thread> who = new CopyOnWriteArrayList<>();
    second = (group -> new CountDownLatch(1).await());
    List<Future<CommitOutcome>> running =
        behindTheFirst(List.of(member(), member(), member()), who);
    firstMayEnd.countDown();
    secondTaken.await();
    who.get(1).interrupt();
    assertThat(running.get(1)).failsWithin(PROMPT_SECONDS, TimeUnit.SECONDS);
    who.get(0).interrupt();
    assertThat(running.get(0)).failsWithin(PROMPT_SECONDS, TimeUnit.SECONDS);
    assertThat(running.get(2).get(PROMPT_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(CommitOutcome.Committed.class);
  }
}

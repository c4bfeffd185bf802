package io.travertine.persist.pubsub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.ShardId;
import org.junit.jupiter.api.Test;

/** What every kind of line does. */
abstract class PubSubContract {

  static final ShardId SHARD = ShardId.generate(Seed.of(1));
  static final ShardId OTHER_SHARD = ShardId.generate(Seed.of(2));

  /** A new line to all others of that database made by this. */
  abstract PubSub line(String database) throws Exception;

  /** A new line to all others made by this. */
  private PubSub line() throws Exception {
    return line("original");
  }

  static void push(PubSub line, ShardId shard, long seqNo) {
    line.push(shard, new SeqNo(seqNo), ("d" + seqNo).getBytes(US_ASCII));
  }

  /** A subscription that is live. */
  static PubSub.Subscription subscribe(PubSub line, ShardId shard, Notes notes) throws Exception {
    PubSub.Subscription subscription = line.subscribe(shard, notes);
    notes.await("subscribed");
    assertThat(subscription.isLive()).isTrue();
    return subscription;
  }

  @Test
  void tellsAllOtherSubscribersOfTheShard() throws Exception {
    try (PubSub a = line();
        PubSub b = line();
        PubSub c = line()) {
      Notes atA = new Notes();
      Notes atB = new Notes();
      Notes atC = new Notes();
      subscribe(a, SHARD, atA);
      subscribe(b, SHARD, atB);
      subscribe(c, OTHER_SHARD, atC);

      push(a, SHARD, 1);
      push(a, SHARD, 2);
      push(b, OTHER_SHARD, 7);
      push(b, SHARD, 3);

      atB.await("v2=d2");
      atA.await("v3=d3");
      atC.await("v7=d7");
      assertThat(atB.diffs()).containsExactly("v1=d1", "v2=d2");
      assertThat(atA.diffs()).containsExactly("v3=d3");
      assertThat(atC.diffs()).containsExactly("v7=d7");
    }
  }

  @Test
  void whoPushesNeedNotSubscribe() throws Exception {
    try (PubSub silent = line();
        PubSub b = line()) {
      Notes atB = new Notes();
      subscribe(b, SHARD, atB);
      subscribe(silent, OTHER_SHARD, new Notes());

      push(silent, SHARD, 1);

      atB.await("v1=d1");
    }
  }

  @Test
  void severalSubscriptionsOfOneLineEndOneByOne() throws Exception {
    try (PubSub a = line();
        PubSub b = line()) {
      Notes first = new Notes();
      Notes second = new Notes();
      subscribe(a, SHARD, new Notes());
      PubSub.Subscription one = subscribe(b, SHARD, first);
      PubSub.Subscription two = subscribe(b, SHARD, second);

      push(a, SHARD, 1);
      first.await("v1=d1");
      second.await("v1=d1");

      one.close();
      one.close();
      push(a, SHARD, 2);
      second.await("v2=d2");
      assertThat(first.diffs()).containsExactly("v1=d1");
      assertThat(two.isLive()).isTrue();

      two.close();
      assertThat(two.isLive()).isFalse();
      Notes again = new Notes();
      subscribe(b, SHARD, again);
      push(a, SHARD, 3);
      again.await("v3=d3");
      assertThat(second.diffs()).containsExactly("v1=d1", "v2=d2");
    }
  }

  @Test
  void aClosedLineTellsNobodyAndIsToldNothing() throws Exception {
    try (PubSub a = line();
        PubSub c = line()) {
      Notes atA = new Notes();
      Notes atB = new Notes();
      subscribe(a, SHARD, atA);
      subscribe(c, OTHER_SHARD, new Notes());
      PubSub b = line();
      PubSub.Subscription subscription = subscribe(b, SHARD, atB);

      b.close();
      b.close();
      push(b, SHARD, 1);
      push(c, SHARD, 2);

      atA.await("v2=d2");
      assertThat(atA.diffs()).containsExactly("v2=d2");
      assertThat(atB.diffs()).isEmpty();
      assertThat(subscription.isLive()).isFalse();
      assertThat(b.subscribe(SHARD, atB).isLive()).isFalse();
    }
  }

  /** Its shards have the same names. */
  @Test
  void aCopyOfTheDatabaseIsNotHeardOf() throws Exception {
    try (PubSub a = line();
        PubSub copy = line("copy");
        PubSub b = line()) {
      Notes atB = new Notes();
      Notes atCopy = new Notes();
      subscribe(a, OTHER_SHARD, new Notes());
      subscribe(copy, SHARD, atCopy);
      subscribe(b, SHARD, atB);

      push(copy, SHARD, 1);
      push(a, SHARD, 2);
      push(b, OTHER_SHARD, 3);

      atB.await("v2=d2");
      assertThat(atB.diffs()).containsExactly("v2=d2");
      assertThat(atCopy.diffs()).isEmpty();
    }
  }

  @Test
  void aReceiverThatFailsHarmsNobodyButItself() throws Exception {
    try (PubSub a = line();
        PubSub b = line()) {
      Notes others = new Notes();
      subscribe(a, OTHER_SHARD, new Notes());
      b.subscribe(SHARD, new FailingReceiver());
      subscribe(b, SHARD, others);

      push(a, SHARD, 1);
      others.await("v1=d1");
      push(a, SHARD, 2);
      others.await("v2=d2");
    }
  }

  private static final class FailingReceiver implements DiffReceiver {

    @Override
    public void pushed(SeqNo seqNo, byte[] diff) {
      throw new IllegalStateException("meant to fail");
    }

    @Override
    public void announced(SeqNo seqNo) {
      throw new IllegalStateException("meant to fail");
    }

    @Override
    public void subscribed() {
      throw new IllegalStateException("meant to fail");
    }
  }
}

package io.travertine.persist.internal.state;

import io.travertine.persist.error.InvalidUsage;
import io.travertine.persist.id.IdempotencyToken;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.id.WriterId;
import io.travertine.persist.internal.batch.HollowBatch;
import io.travertine.persist.internal.spine.MergeRequest;
import io.travertine.persist.internal.spine.Spine;
import io.travertine.persist.time.Frontier;
import java.util.List;
import java.util.Optional;

/**
 * Appends {@code batch} if the shard ends where the batch begins (spec §4.3). The order of the
 * checks is part of the contract.
 *
 * <p>An append of nothing over an empty interval is legal: a sign of life of the writer, which
 * commits a version.
 *
 * @param token one per call of the porch, the same in all its attempts
 */
public record CompareAndAppend(
    HollowBatch batch,
    WriterId writer,
    IdempotencyToken token,
    long nowMillis,
    long leaseMillis,
    HandleLabel label,
    AppendPolicy policy)
    implements Command<AppendOutcome> {

  @Override
  public boolean isWrite() {
    return true;
  }

  @Override
  public Transition<AppendOutcome> apply(SeqNo next, Contents now) {
    Frontier minimum = Frontier.minimum(now.trace().domain());
    if (now.isTombstone()) {
      Frontier never = now.trace().upper();
      return new Transition.NoOp<>(new AppendOutcome.UpperMismatch(never, never));
    }
    Writer known =
        now.writers()
            .get(writer)
            .orElse(new Writer(nowMillis, leaseMillis, IdempotencyToken.SENTINEL, minimum, label));
    Optional<AppendOutcome> refusal = refusal(now, known);
    if (refusal.isPresent()) {
      return new Transition.NoOp<>(refusal.get());
    }
    Spine trace = now.trace();
    List<MergeRequest> requests = List.of();
    if (!batch.desc().lower().equals(batch.desc().upper())) {
      Spine.Pushed pushed = Claims.claimed(trace.push(batch), nowMillis, policy.compaction());
      trace = pushed.spine();
      requests = pushed.requests();
    }
    return new Transition.Commit<>(
        now.withTrace(trace).withWriters(now.writers().with(writer, appended(known))),
        new AppendOutcome.Appended(requests));
  }

  /** Why the batch cannot be appended, if so. */
  private Optional<AppendOutcome> refusal(Contents now, Writer known) {
    Frontier lower = batch.desc().lower();
    Frontier upper = batch.desc().upper();
    if (lower.equals(upper) && !batch.isEmpty()) {
      return Optional.of(
          new AppendOutcome.Invalid(
              new InvalidUsage.InvalidEmptyTimeInterval(lower, upper, batch.partCount())));
    }
    Frontier shardUpper = now.trace().upper();
    if (token.equals(known.lastToken())) {
      if (!upper.equals(known.lastUpper()) || !upper.lessEqual(shardUpper)) {
        throw new IllegalStateException(
            "append "
                + token
                + " up to "
                + upper
                + " was committed up to "
                + known.lastUpper()
                + " on a shard up to "
                + shardUpper);
      }
      return Optional.of(new AppendOutcome.AlreadyCommitted());
    }
    if (!shardUpper.equals(lower)) {
      return Optional.of(new AppendOutcome.UpperMismatch(shardUpper, known.lastUpper()));
    }
    long inline = batch.inlineBytes();
    if (inline > 0 && now.trace().inlineBytes() + inline >= policy.inlineTotalBytesMax()) {
      return Optional.of(new AppendOutcome.InlineBackpressure(now.trace().inlineBytes()));
    }
    return Optional.empty();
  }

  private Writer appended(Writer known) {
    Frontier upper = batch.desc().upper();
    if (!known.lastUpper().lessEqual(upper)) {
      throw new IllegalStateException(
          "writer " + writer + " would go back from " + known.lastUpper() + " to " + upper);
    }
    return new Writer(
        Math.max(known.heartbeatMillis(), nowMillis), leaseMillis, token, upper, label);
  }
}

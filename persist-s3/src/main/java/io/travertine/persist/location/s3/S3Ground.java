package io.travertine.persist.location.s3;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.probe.Check;
import io.travertine.persist.location.probe.Extent;
import io.travertine.persist.location.probe.Half;
import io.travertine.persist.location.probe.ProbeGround;
import io.travertine.persist.location.retry.Retry;
import io.travertine.persist.location.scheme.OpenOptions;
import io.travertine.persist.time.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ground below a longer prefix, beside what a database has. Clients share connections, which carry
 * a request each, and nothing else.
 */
final class S3Ground implements ProbeGround {

  /** Below the prefix of a database, where it never looks. */
  static final String FOLDER = "probe/";

  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int PAGE = 1_000;

  private final String folder;
  private final S3ObjectStore whole;
  private final S3ObjectStore ground;
  private final OpenOptions options;

  private S3Ground(String folder, S3ObjectStore whole, S3ObjectStore ground, OpenOptions options) {
    this.folder = folder;
    this.whole = whole;
    this.ground = ground;
    this.options = options;
  }

  /** Takes ground in {@code location}, by no request yet. */
  static S3Ground take(S3Location location, OpenOptions options) {
    String folder = FOLDER + options.seed().uuid() + "/";
    S3Client client = S3Clients.open(location);
    S3ObjectStore whole = new S3ObjectStore(client, location, options.clock(), options.requests());
    S3ObjectStore ground =
        new S3ObjectStore(client, location.below(folder), options.clock(), options.requests());
    S3Ground taken = new S3Ground(folder, whole, ground, options);
    try {
      whole.checkCredentials();
      return taken;
    } catch (RuntimeException e) {
      taken.disconnect();
      throw e;
    }
  }

  @Override
  public Blob blob() {
    return new S3Blob(ground);
  }

  @Override
  public Consensus consensus() {
    return new S3Consensus(ground, StoreRules.DEFAULT, options.clock(), options.seed());
  }

  @Override
  public List<Check> traits(Set<Half> halves, Extent extent) {
    return List.of();
  }

  @Override
  public OptionalLong storeMillis() {
    return OptionalLong.of(ground.get("time").date().millis());
  }

  @Override
  public Optional<Duration> clockTolerance() {
    return Optional.of(StoreRules.DEFAULT.clockTolerance(S3Clients.REQUEST_TIMEOUT));
  }

  /** By one list and one request to delete, unless killed probes have left a lot. */
  @Override
  public void close() {
    Retry retry = new Retry(options.clock(), options.seed());
    try {
      retry.retryExternalRun(
          "removing what was tried out",
          Deadline.after(PATIENCE, options.clock()),
          this::removeObjects);
    } finally {
      disconnect();
    }
  }

  private void removeObjects() {
    List<String> removable = new ArrayList<>();
    String after = "";
    boolean more = true;
    while (more) {
      ObjectStore.Answer<ObjectStore.Page> page = whole.list(FOLDER, after, PAGE);
      for (ObjectStore.Listed object : page.value().objects()) {
        after = object.name();
        if (after.startsWith(folder) || object.written().isAtLeast(ABANDONED, page.date())) {
          removable.add(after);
        }
      }
      more = page.value().more();
    }
    if (!removable.isEmpty()) {
      whole.deleteAll(removable);
    }
  }

  private void disconnect() {
    ground.close();
    whole.close();
  }
}

package io.travertine.persist.location.probe;

import io.travertine.persist.location.Blob;
import io.travertine.persist.location.Consensus;
import io.travertine.persist.location.memory.MemoryPlace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Ground in memory that breaks the promises a test asks it to break. */
final class PlantedGround implements ProbeGround {

  private final MemoryPlace place = MemoryPlace.unnamed();
  private UnaryOperator<Blob> blobs = blob -> blob;
  private UnaryOperator<Consensus> consensuses = consensus -> consensus;
  private Optional<LongSupplier> time = Optional.empty();
  private Optional<Duration> tolerance = Optional.empty();

  PlantedGround withBlobs(UnaryOperator<Blob> client) {
    blobs = client;
    return this;
  }

  PlantedGround withConsensus(UnaryOperator<Consensus> client) {
    consensuses = client;
    return this;
  }

  PlantedGround withTime(LongSupplier millis) {
    time = Optional.of(millis);
    return this;
  }

  PlantedGround relyingOnTime(Duration upTo) {
    tolerance = Optional.of(upTo);
    return this;
  }

  @Override
  public Blob blob() {
    return blobs.apply(place.blob());
  }

  @Override
  public Consensus consensus() {
    return consensuses.apply(place.consensus());
  }

  @Override
  public List<Check> traits(Set<Half> halves, Extent extent) {
    return List.of();
  }

  @Override
  public OptionalLong storeMillis() {
    return time.isPresent() ? OptionalLong.of(time.get().getAsLong()) : OptionalLong.empty();
  }

  @Override
  public Optional<Duration> clockTolerance() {
    return tolerance;
  }

  @Override
  public void close() {}
}

package io.travertine.persist.internal.state;

import io.travertine.persist.id.BuildVersion;

/** What a step takes from outside. */
public record StepContext(
    long nowMillis, BuildVersion version, String hostname, MaintenancePolicy policy) {}

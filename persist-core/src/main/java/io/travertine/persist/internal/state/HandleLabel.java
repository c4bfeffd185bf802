package io.travertine.persist.internal.state;

/** Who holds a handle and what for; to be shown, never to be decided on. */
public record HandleLabel(String hostname, String purpose) {}

package io.travertine.persist.location;

import io.travertine.persist.id.SeqNo;

/**
 * One entry of a Consensus log.
 *
 * @param seqNo its position, strictly increasing along the log
 * @param data its bytes; not to be modified
 */
public record Versioned(SeqNo seqNo, byte[] data) {}

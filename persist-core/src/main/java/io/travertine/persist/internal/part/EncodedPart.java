package io.travertine.persist.internal.part;

/**
 * A part ready to be stored.
 *
 * @param bytes the blob; handed over
 * @param crc32c the CRC32C of all of {@code bytes}, to be kept where the part is referred to
 * @param stats what readers can know without fetching it
 */
@SuppressWarnings("ArrayRecordComponent") // written once, straight to the blob store
public record EncodedPart(byte[] bytes, int crc32c, PartStats stats) {}

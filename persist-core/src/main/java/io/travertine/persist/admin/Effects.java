package io.travertine.persist.admin;

/**
 * What upkeep wrote, or would have written.
 *
 * @param blobsWritten objects set
 * @param blobsDeleted objects that were there and are not any more
 * @param bytesDeleted their sizes
 * @param commits versions added to logs
 * @param versionsTruncated versions let go from logs
 */
public record Effects(
    long blobsWritten,
    long blobsDeleted,
    long bytesDeleted,
    long commits,
    long versionsTruncated) {}

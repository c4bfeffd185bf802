package io.travertine.persist.internal.io;

/**
 * How much memory fetching may take, and how much is fetched for audits alone.
 *
 * @param cacheBytes decoded parts to keep
 * @param bytesAhead encoded parts that one reader has on their way at once; one always is
 * @param consolidationBytes decoded retractions that one snapshot keeps
 * @param auditPercent of the parts that statistics exclude, how many are read all the same
 * @param auditBytes what audits may fetch beyond what all other reads fetched
 */
public record FetchLimits(
    long cacheBytes, long bytesAhead, long consolidationBytes, int auditPercent, long auditBytes) {}

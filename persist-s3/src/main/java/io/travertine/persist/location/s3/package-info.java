/**
 * Locations in a bucket, {@code s3://BUCKET/PREFIX}: objects and consensus in Amazon S3, or a store
 * that talks its language and has its guarantees, with nothing else beside.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}; Amazon's SDK stays in
 * here.
 *
 * <h2>The bucket, format 1</h2>
 *
 * Below the prefix lie
 *
 * <pre>
 * travertine-consensus.properties   marks the half with the logs: format=1 and id=ID OF THE DATABASE
 * travertine-blob.properties        marks the half with the objects, likewise
 * blob/KEY                          an object
 * consensus/KEY/NUMBER              an entry of the log of KEY
 * consensus/KEY/NUMBER-floor        the end of what counts of it
 * </pre>
 *
 * Beside them, in {@code probe/}, stores are tried out; no database looks there.
 *
 * <p>Both markers are written once, the logs' first. In keys, bytes that stores might take amiss
 * are {@code !XX}.
 *
 * <p>{@code NUMBER} is 2^63-1 minus the seqno of the entry before, or plus 1 for the first entry,
 * as 16 hexadecimal digits. So all who want to append after an entry want the same name, which one
 * of them gets by {@code If-None-Match: *}; and listings, ascending, show the newest first. A floor
 * lies right behind the oldest entry that counts: what follows it in a listing has been truncated,
 * and is deleted once it is an hour old. What is in a floor does not matter: since some stores
 * refuse empty objects, it is a byte.
 *
 * <p>An entry is, in this order, big-endian:
 *
 * <pre>
 * 4 bytes    0x5452564C ("TRVL")
 * 1 byte     format, 1
 * 8 bytes    seqno
 * 8 bytes    seqno of the entry before, -1 for none
 * 16 bytes   mark of the entry before, zeros for none
 * 16 bytes   random, of this attempt to write
 * n bytes    what was committed
 * 16 bytes   mark: the first half of the SHA-256 of everything up to here
 * </pre>
 */
@NullMarked
package io.travertine.persist.location.s3;

import org.jspecify.annotations.NullMarked;

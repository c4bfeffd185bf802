/**
 * Consensus in two files of our own, for the processes of one machine.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}, and of {@code
 * location.file} what it tells of failures.
 *
 * <h2>The files, format 1</h2>
 *
 * A directory of three. {@code a.log} and {@code b.log} are <b>sides</b>, of which one is current;
 * {@code turn} is what processes share while they run. Numbers are little-endian.
 *
 * <p>A side starts with a header, in the first 512 bytes: the magic {@code TRVTLOG\n}, the format
 * as u32, four bytes of zero, its <b>generation</b> as u64, as u64 the position to which its
 * entries were copied from the side before, and the CRC32C of these as u32. The one with the
 * highest generation is current. At 512 a side that is not current any more says so: the generation
 * after it as u64, and the CRC32C of that; so nobody goes back to it when its successor is damaged.
 *
 * <p>Entries follow from 4096 on, without gaps: the length of the payload as u32, a checksum as
 * u32, the payload. The checksum is the CRC32C of the checksum before it, the length and the
 * payload; the first one continues the CRC32C of the magic and the generation. What lies beyond the
 * end, be it of a killed process or an earlier generation, therefore never passes for an entry. A
 * payload is a byte that tells its kind, and
 *
 * <ol>
 *   <li>for a version: the length of its key as u32, the key in UTF-8, the seqno as i64, the data;
 *   <li>for a truncation: the same without data; versions before the seqno are gone;
 *   <li>for the database's id: its text.
 * </ol>
 *
 * <p>A side keeps its size: its blocks are all written once, so that a later write to them changes
 * nothing but data and costs one flush of the disk. When it is full, what is still needed is copied
 * to the other side, larger if need be and the disk has room, and that becomes current with its
 * header. As in SQLite and PostgreSQL, writing a disk block again must not harm what was in it and
 * stays the same.
 *
 * <p>An entry has up to 2^30 bytes, a side up to 2^40.
 *
 * <p>{@code turn} is locked (a POSIX record lock, one byte far behind its end) by whoever writes,
 * and read and written without ever being forced: at 0, as u64, the generation's lowest 24 bits and
 * in 40 bits the end of what is on disk for sure; at 8 whether somebody is writing; at 16 whether
 * somebody waits for the lock; at 24 in which run of the machine the log was <b>settled</b>: a hash
 * of what its system draws when it starts ({@code boot_id} of Linux) and of what tells this file
 * from all others. Who reads looks at the first alone and needs no lock. Only who has the lock
 * changes them, but for the one at 16, so it reads them once; who publishes writes the first two at
 * once, so that nobody seems to be writing what is on disk.
 *
 * <p>Who has the turn keeps it for one write, or for some if others of its process write too, and
 * who was beaten by others may keep it for longer (decision 30): from its look at what they wrote
 * to its own write. A process that others wait for stays away for a moment after each turn.
 *
 * <p>After a crash of the machine all of that may be of an earlier time. Who opens the log to write
 * finds its end by the checksums, an end before the one in {@code turn} being damage, writes again
 * what was not published, publishes it, and says at last that the log is settled. After the kill of
 * a process that was writing, the next one to take the lock finds the mark that it left, and what
 * it wrote whole is kept.
 *
 * <p>Who may only read changes nothing. In a log that is settled it keeps to what is published:
 * what lies beyond may never have reached the disk, and may not be there tomorrow. As long as
 * nobody has settled the log in this run of the machine, what there is was found on the disk, and
 * it goes by the checksums, with the lock shared, or without where there is no {@code turn} yet.
 * Where a system does not tell its runs apart, it opens no log whose writer was killed.
 *
 * <p>Danger: nobody may open {@code turn} by other means while it is in use. Closing any descriptor
 * of a file drops every POSIX lock the process has on it.
 */
@NullMarked
package io.travertine.persist.location.log;

import org.jspecify.annotations.NullMarked;

/**
 * Consensus in one SQLite file, for the processes of one machine.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}; HikariCP and SQLite's
 * JDBC driver stay in here.
 *
 * <h2>The file, format 1</h2>
 *
 * An SQLite database in WAL mode, with {@code application_id} 0x54525654 ("TRVT") and {@code
 * user_version} 1, and two tables:
 *
 * <pre>
 * CREATE TABLE version (
 *   key TEXT NOT NULL, seqno INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (key, seqno)) STRICT
 * CREATE TABLE database (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT
 * </pre>
 *
 * The second, one row with the id of the database, is missing where the first releases created the
 * file. The first has rowids, because entries of a few KiB then stay in one piece: WITHOUT ROWID
 * spills everything beyond a quarter of a page, which made an append of 64 KiB twice as slow and
 * its reading five times, and gained nothing at 300 bytes.
 *
 * <p>The file and its write-ahead log, {@code -wal} beside it, are one. When the log alone is
 * deleted, what had not been moved from it to the file is lost, and nothing tells: back up and
 * restore the whole directory.
 */
@NullMarked
package io.travertine.persist.location.sqlite;

import org.jspecify.annotations.NullMarked;

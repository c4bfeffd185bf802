/**
 * Consensus and Blob in tables of PostgreSQL, or of a database that speaks like it, for processes
 * on any machines.
 *
 * <p>May import {@code location}, {@code time}, {@code id} and {@code error}; HikariCP and pgjdbc
 * stay in here.
 *
 * <h2>The tables, format 1</h2>
 *
 * One schema is one database, or one half of one. Its tables, with all text in the order of its
 * bytes:
 *
 * <pre>
 * travertine (name TEXT PRIMARY KEY, value TEXT)                              the marker
 * head       (key TEXT PRIMARY KEY, seqno BIGINT)                             the latest version
 * version    (key TEXT, seqno BIGINT, data BYTEA, PRIMARY KEY (key, seqno))   all versions
 * object     (key TEXT, chunk INTEGER, size BIGINT, set_at TIMESTAMPTZ, data BYTEA,
 *             PRIMARY KEY (key, chunk))                                       the objects
 * </pre>
 *
 * The marker has {@code format} and, once the tables of a half are there, {@code consensus_id} and
 * {@code objects_id}: the id of the database that the half belongs to. A row of {@code head} and
 * the version it names are committed together; versions before it may be missing. An object is cut
 * into chunks of 4 MiB, from 0 on, the last one shorter; {@code size} is that of the whole, in
 * bytes. Tables {@code travertine_probe_…} are where somebody just tries the server out; databases
 * overlook them.
 */
@NullMarked
package io.travertine.persist.location.postgres;

import org.jspecify.annotations.NullMarked;

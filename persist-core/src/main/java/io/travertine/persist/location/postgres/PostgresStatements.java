package io.travertine.persist.location.postgres;

/** The statements on the tables of one place. Only what PostgreSQL's kin understands too. */
final class PostgresStatements {

  /** One row per fact: the format, and the id of the database that each half belongs to. */
  static final String MARKER = "travertine";

  static final String HEAD = "head";
  static final String VERSION = "version";
  static final String OBJECT = "object";

  final String keys;
  final String head;
  final String first;
  final String append;
  final String scan;
  final String truncate;

  final String get;
  final String getAll;
  final String list;
  final String lastSet;
  final String exists;
  final String create;
  final String lock;
  final String replace;
  final String addChunk;
  final String dropChunks;
  final String deleteSmall;
  final String delete;

  final String fact;
  final String addFact;

  PostgresStatements(PostgresPlace place) {
    String in = quoted(place.schema()) + "." + place.tables();
    keys = "SELECT key FROM " + in + HEAD;
    head = "SELECT seqno, data FROM " + in + VERSION + " WHERE key = ? ORDER BY seqno DESC LIMIT 1";
    first =
        """
        WITH first AS (
          INSERT INTO %shead (key, seqno) VALUES (?, ?) ON CONFLICT (key) DO NOTHING
          RETURNING key, seqno)
        INSERT INTO %sversion (key, seqno, data) SELECT key, seqno, CAST(? AS bytea) FROM first"""
            .formatted(in, in);
    append =
        """
        WITH moved AS (
          UPDATE %shead SET seqno = ? WHERE key = ? AND seqno = ? RETURNING key, seqno)
        INSERT INTO %sversion (key, seqno, data) SELECT key, seqno, CAST(? AS bytea) FROM moved"""
            .formatted(in, in);
    scan =
        "SELECT seqno, data FROM %sversion WHERE key = ? AND seqno >= ? ORDER BY seqno LIMIT ?"
            .formatted(in);
    truncate =
        """
        DELETE FROM %sversion WHERE key = ? AND seqno < ?
        AND EXISTS (SELECT 1 FROM %shead WHERE key = ? AND seqno >= ?)"""
            .formatted(in, in);
    String ofOne = " FROM " + in + OBJECT + " WHERE key = ? AND chunk = 0";
    get = "SELECT size, data" + ofOne;
    getAll = "SELECT size, data FROM " + in + OBJECT + " WHERE key = ? ORDER BY chunk";
    list =
        "SELECT key, size FROM %sobject WHERE chunk = 0 AND key >= ? ORDER BY key LIMIT ?"
            .formatted(in);
    lastSet = "SELECT CAST(floor(extract(epoch FROM set_at) * 1000) AS bigint)" + ofOne;
    exists = "SELECT 1" + ofOne;
    create =
        """
        INSERT INTO %sobject (key, chunk, size, set_at, data) VALUES (?, 0, ?, now(), ?)
        ON CONFLICT (key, chunk) DO NOTHING"""
            .formatted(in);
    lock = "SELECT size" + ofOne + " FOR UPDATE";
    replace =
        "UPDATE %sobject SET size = ?, set_at = now(), data = ? WHERE key = ? AND chunk = 0"
            .formatted(in);
    addChunk =
        "INSERT INTO %sobject (key, chunk, size, set_at, data) VALUES (?, ?, ?, now(), ?)"
            .formatted(in);
    dropChunks = "DELETE FROM " + in + OBJECT + " WHERE key = ? AND chunk > 0";
    deleteSmall = "DELETE" + ofOne + " AND size <= ? RETURNING size";
    delete = "DELETE FROM " + in + OBJECT + " WHERE key = ?";
    fact = "SELECT value FROM " + in + MARKER + " WHERE name = ?";
    addFact =
        "INSERT INTO %stravertine (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
            .formatted(in);
  }

  /** A name that may be any. */
  static String quoted(String name) {
    return '"' + name + '"';
  }
}

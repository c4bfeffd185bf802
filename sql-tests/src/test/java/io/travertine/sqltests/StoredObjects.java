package io.travertine.sqltests;

import io.travertine.persist.location.postgres.PostgresServer;
import io.travertine.persist.location.s3.LoopbackS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A database whose objects can be got at behind its back. */
interface StoredObjects {

  /** Of the database. */
  String location();

  /** Of all objects there are. */
  List<String> names() throws IOException, SQLException;

  byte[] read(String name) throws IOException, SQLException;

  /** Puts an object in the place of what is there, if anything. */
  void write(String name, byte[] bytes) throws IOException, SQLException;

  void delete(String name) throws IOException, SQLException;

  /** Below a directory that exists. */
  static StoredObjects inDirectory(Path parent) {
    Path blobs = parent.resolve("db/blob");
    return new StoredObjects() {
      @Override
      public String location() {
        return "file:" + parent.resolve("db");
      }

      @Override
      public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(blobs)) {
          return files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList();
        }
      }

      @Override
      public byte[] read(String name) throws IOException {
        return Files.readAllBytes(blobs.resolve(name));
      }

      @Override
      public void write(String name, byte[] bytes) throws IOException {
        Files.write(blobs.resolve(name), bytes);
      }

      @Override
      public void delete(String name) throws IOException {
        Files.delete(blobs.resolve(name));
      }

      @Override
      public String toString() {
        return "directory";
      }
    };
  }

  /** In a schema of its own, as objects of one chunk. */
  static StoredObjects inPostgres(PostgresServer server) {
    String schema = server.newSchema();
    String table = schema + ".object";
    return new StoredObjects() {
      @Override
      public String location() {
        return server.database(schema);
      }

      @Override
      public List<String> names() throws SQLException {
        try (Connection connection = server.connect();
            PreparedStatement select =
                connection.prepareStatement("SELECT key FROM " + table + " ORDER BY key");
            ResultSet rows = select.executeQuery()) {
          List<String> names = new ArrayList<>();
          while (rows.next()) {
            names.add(rows.getString(1));
          }
          return names;
        }
      }

      @Override
      public byte[] read(String name) throws SQLException {
        try (Connection connection = server.connect();
            PreparedStatement select =
                connection.prepareStatement("SELECT data FROM " + table + " WHERE key = ?")) {
          select.setString(1, name);
          try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getBytes(1);
          }
        }
      }

      @Override
      public void write(String name, byte[] bytes) throws SQLException {
        delete(name);
        try (Connection connection = server.connect();
            PreparedStatement insert =
                connection.prepareStatement(
                    "INSERT INTO " + table + " VALUES (?, 0, ?, now(), ?)")) {
          insert.setString(1, name);
          insert.setInt(2, bytes.length);
          insert.setBytes(3, bytes);
          insert.executeUpdate();
        }
      }

      @Override
      public void delete(String name) throws SQLException {
        try (Connection connection = server.connect();
            PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE key = ?")) {
          delete.setString(1, name);
          delete.executeUpdate();
        }
      }

      @Override
      public String toString() {
        return "PostgreSQL";
      }
    };
  }

  /** Below a prefix. */
  static StoredObjects inBucket(LoopbackS3 server) {
    return new StoredObjects() {
      @Override
      public String location() {
        return "s3://bucket/db;endpoint="
            + server.endpoint()
            + ";accessKeyId=a;secretAccessKey=b;pubsub=none";
      }

      @Override
      public List<String> names() {
        return server.names().stream().filter(name -> name.startsWith("db/blob/")).toList();
      }

      @Override
      public byte[] read(String name) {
        return server.read(name);
      }

      @Override
      public void write(String name, byte[] bytes) {
        server.write(name, bytes);
      }

      @Override
      public void delete(String name) {
        server.delete(name);
      }

      @Override
      public String toString() {
        return "bucket";
      }
    };
  }
}

package io.travertine.persist.location.s3;

import java.util.UUID;

/** A server that speaks S3, with a bucket for tests. */
public final class S3Server {

  private final String name;
  private final String bucket;
  private final String options;
  private final AutoCloseable process;

  /**
   * @param name for people
   * @param uri of the bucket or a prefix there, with the right to do anything below
   * @param process closed when it stops
   */
  S3Server(String name, String uri, AutoCloseable process) {
    int mark = uri.indexOf('?');
    this.name = name;
    this.bucket = (mark < 0 ? uri : uri.substring(0, mark)).replaceFirst("/$", "");
    this.options = mark < 0 ? "" : uri.substring(mark);
    this.process = process;
  }

  /** The URI of a database that does not exist yet. */
  public String newDatabase() {
    return uri("tests/" + UUID.randomUUID());
  }

  /** The URI of the database below a prefix. */
  String uri(String prefix) {
    return bucket + "/" + prefix + options;
  }

  void stop() throws Exception {
    process.close();
  }

  @Override
  public String toString() {
    return name;
  }
}

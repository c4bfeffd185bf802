package io.travertine.torture;

import io.travertine.persist.location.s3.LoopbackS3;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Databases below the prefixes of a bucket whose server stops and starts. */
final class BucketPlace implements Place {

  private static final long DOWN_MILLIS_MOST = 1_500;

  /** Longer than truncated entries of a log stay. */
  private static final long AN_HOUR_AND_MORE = TimeUnit.MINUTES.toMillis(61);

  private final LoopbackS3 server;
  private final AtomicInteger databases = new AtomicInteger();

  BucketPlace() throws IOException {
    this.server = new LoopbackS3();
    server.stopRecording();
  }

  @Override
  public String name() {
    return "S3";
  }

  @Override
  public String newUrl() {
    return "jdbc:travertine:s3://%s/torture-%s;endpoint=%s;accessKeyId=a;secretAccessKey=b"
        .formatted(LoopbackS3.BUCKET, databases.incrementAndGet(), server.endpoint());
  }

  @Override
  public boolean hasServer() {
    return true;
  }

  @Override
  public void fail(Random random) throws IOException {
    server.stop();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(DOWN_MILLIS_MOST)));
    if (random.nextBoolean()) {
      server.advanceClock(AN_HOUR_AND_MORE);
    }
    server.resume();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

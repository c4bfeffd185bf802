package io.travertine.persist.location.s3;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** MinIO in a container, with one bucket. */
final class ContainedMinio {

  private static final String RELEASE = "RELEASE.2025-04-22T22-12-26Z";
  private static final int PORT = 9000;
  private static final String USER = "travertine";
  private static final String PASSWORD = "travertine-tests";

  private ContainedMinio() {}

  static S3Server start() {
    GenericContainer<?> minio =
        new GenericContainer<>(DockerImageName.parse("minio/minio:" + RELEASE))
            .withEnv("MINIO_ROOT_USER", USER)
            .withEnv("MINIO_ROOT_PASSWORD", PASSWORD)
            .withExposedPorts(PORT)
            .withCommand("server", "/data")
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    minio.start();
    String uri =
        "s3://bucket?endpoint=http://%s:%s&accessKeyId=%s&secretAccessKey=%s"
            .formatted(minio.getHost(), minio.getMappedPort(PORT), USER, PASSWORD);
    Buckets.createIfMissing(uri);
    return new S3Server("MinIO " + RELEASE + " in Docker", uri, minio);
  }
}

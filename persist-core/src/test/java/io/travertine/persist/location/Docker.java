package io.travertine.persist.location;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** Whether tests can start containers. */
public final class Docker {

  private Docker() {}

  /** Whether there is a Docker, and it answers. Where there is none, that is known at once. */
  public static boolean isThere() {
    boolean likely =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return likely && DockerClientFactory.instance().isDockerAvailable();
  }
}

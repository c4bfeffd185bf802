package io.travertine.persist.location.s3;

import io.travertine.persist.location.TestServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * {@link LoopbackS3}, which is exact; s3proxy, which others wrote, where Maven has put it; and
 * MinIO where there is a Docker. Or {@code -Dtravertine.test.s3=s3://…}.
 */
public class S3Servers extends TestServers<S3Server> {

  /** For JUnit. */
  public S3Servers() {
    super(S3Server.class, "travertine.test.s3");
  }

  /** Without s3proxy, for suites that ask a lot: the contracts of both halves run there. */
  public static final class Few extends S3Servers {
    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return super.provideArguments(parameters, context)
          .filter(server -> !server.get()[0].toString().startsWith(S3ProxyServer.NAME));
    }
  }

  @Override
  protected S3Server given(String uri) {
    Buckets.createIfMissing(uri);
    return new S3Server("the given S3", uri, () -> {});
  }

  @Override
  protected List<S3Server> start() throws IOException {
    List<S3Server> servers = new ArrayList<>();
    LoopbackS3 loopback = new LoopbackS3();
    loopback.stopRecording();
    servers.add(new S3Server("LoopbackS3", loopback.uri(""), loopback));
    if (!S3ProxyServer.JAR.isEmpty()) {
      servers.add(S3ProxyServer.start());
    }
    return servers;
  }

  @Override
  protected List<S3Server> startContained() {
    return List.of(ContainedMinio.start());
  }

  @Override
  protected void stop(S3Server server) throws Exception {
    server.stop();
  }
}

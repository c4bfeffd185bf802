package io.travertine.persist.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients over TCP, and one in the process of the server. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PubSubServerTest extends PubSubContract {

  private final PubSubHub hub = new PubSubHub();
  private PubSubServer server = listen(0);
  private final Path directory;
  private int lines;

  PubSubServerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private PubSubServer listen(int port) {
    try {
      return PubSubServer.listen(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), hub, Clock.system());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On a port of before, which somebody else's call may have got meanwhile, for a moment. */
  private PubSubServer listenAgain(int port) throws InterruptedException {
    while (true) {
      try {
        return listen(port);
      } catch (UncheckedIOException e) {
        Clock.system().sleep(1_000_000);
      }
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** The second one is in the server's process. */
  @Override
  PubSub line(String database) throws IOException {
    lines++;
    return lines == 2 ? connect(hub, database) : remote(database);
  }

  private PubSub remote() throws IOException {
    return remote("original");
  }

  private PubSub remote(String database) throws IOException {
    InetSocketAddress address = server.address();
    return connect(PubSubConnector.tcp(address.getHostString(), address.getPort()), database);
  }

  private PubSub connect(PubSubConnector connector, String database) throws IOException {
    Path place = Files.createDirectories(directory.resolve(database));
    return connector.connect(PersistLocation.of("file:" + place), Clock.system(), Seed.secure());
  }

  @Test
  void subscriptionsOutliveTheServer() throws Exception {
    try (PubSub a = remote();
        PubSub b = remote()) {
      Notes atB = new Notes();
      subscribe(a, OTHER_SHARD, new Notes());
      PubSub.Subscription subscription = subscribe(b, SHARD, atB);
      int port = server.address().getPort();

      server.close();
      while (subscription.isLive()) {
        Thread.onSpinWait();
      }
      push(a, SHARD, 1);
      server = listenAgain(port);
      atB.await(notes -> notes.stream().filter("subscribed"::equals).count() == 2);
      assertThat(subscription.isLive()).isTrue();

      long seqNo = 2;
      while (atB.diffs().isEmpty()) {
        push(a, SHARD, seqNo++); // until the pusher is back as well
        Clock.system().sleep(1_000_000);
      }
      assertThat(atB.diffs()).noneMatch("v1=d1"::equals);
    }
  }

  @Test
  void aDiffTooLargeToSendIsAnnounced() throws Exception {
    try (PubSub a = remote();
        PubSub b = remote()) {
      Notes atB = new Notes();
      subscribe(a, OTHER_SHARD, new Notes());
      subscribe(b, SHARD, atB);

      a.push(SHARD, new SeqNo(5), new byte[FrameChannel.FRAME_BYTES_MAX]);

      atB.await("v5?");
    }
  }

  @Test
  void whoSpeaksNonsenseIsCutOffAndNobodyElseNotices() throws Exception {
    Random random = new Random(7);
    byte[] noise = new byte[1000];
    random.nextBytes(noise);
    List<byte[]> nonsense =
        List.of(
            "GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8),
            ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array(),
            ByteBuffer.allocate(8).putInt(-1).array(),
            new byte[64],
            noise);
    try (PubSub a = remote();
        PubSub b = remote()) {
      Notes atB = new Notes();
      subscribe(a, OTHER_SHARD, new Notes());
      subscribe(b, SHARD, atB);
      for (byte[] each : nonsense) {
        try (Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
            OutputStream out = socket.getOutputStream()) {
          out.write(each);
          out.flush();
          assertThat(isCutOff(socket)).isTrue();
        }
      }
      push(a, SHARD, 1);
      atB.await("v1=d1");
    }
  }

  private static boolean isCutOff(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void nobodyIsThereAndNobodyWaits() throws Exception {
    server.close();
    try (PubSub alone = remote()) {
      PubSub.Subscription subscription = alone.subscribe(SHARD, new Notes());
      push(alone, SHARD, 1);
      assertThat(subscription.isLive()).isFalse();
    }
  }
}

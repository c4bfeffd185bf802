package io.travertine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.calcite.catalog.CatalogStore;
import io.travertine.persist.id.Seed;
import io.travertine.persist.id.SeqNo;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.pubsub.DiffReceiver;
import io.travertine.persist.pubsub.PubSub;
import io.travertine.persist.pubsub.PubSubConnector;
import io.travertine.persist.pubsub.PubSubHub;
import io.travertine.persist.pubsub.PubSubServer;
import io.travertine.persist.time.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes on one database that meet at a TCP port. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ServedPushesTest {

  private static final Pattern URL = Pattern.compile("jdbc:travertine://\\S+");
  private static final Pattern PUBSUB = Pattern.compile(";pubsub=tcp://127\\.0\\.0\\.1:(\\d+)");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Path directory;

  ServedPushesTest(@TempDir Path parent) {
    this.directory = parent.resolve("database");
  }

  private int run(String... arguments) {
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new Travertine(out, out).run(List.of(arguments));
  }

  /** Another process that has the database open, and waits for a change of the catalog. */
  private final class Listener implements DiffReceiver, AutoCloseable {

    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final CountDownLatch pushed = new CountDownLatch(1);
    private final PubSub line;

    Listener(int port) throws InterruptedException {
      this.line =
          PubSubConnector.tcp("127.0.0.1", port)
              .connect(PersistLocation.of("file:" + directory), Clock.system(), Seed.secure());
      line.subscribe(CatalogStore.SHARD, this);
      subscribed.await();
    }

    @Override
    public void pushed(SeqNo seqNo, byte[] diff) {
      pushed.countDown();
    }

    @Override
    public void announced(SeqNo seqNo) {
      pushed.countDown();
    }

    @Override
    public void subscribed() {
      subscribed.countDown();
    }

    void awaitPush() throws InterruptedException {
      pushed.await();
    }

    @Override
    public void close() {
      line.close();
    }
  }

  private static void createTable(String url, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE " + name + " (id INTEGER)");
    }
  }

  private Matcher await(Pattern pattern) {
    while (true) {
      Matcher matcher = pattern.matcher(printed.toString(StandardCharsets.UTF_8));
      if (matcher.find()) {
        return matcher;
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void aServerTellsOtherProcesses() throws Exception {
    Thread server =
        new Thread(() -> run("serve", directory.toString(), "--port", "0", "--pubsub", "0"));
    server.start();
    int port = Integer.parseInt(await(PUBSUB).group(1));
    try (Listener listener = new Listener(port)) {
      createTable(await(URL).group(), "t");
      listener.awaitPush();
    } finally {
      server.interrupt();
      server.join();
    }
  }

  @Test
  void aUrlNamesWhereOthersAre() throws Exception {
    createTable("jdbc:travertine:file:" + directory + ";pubsub=none", "t0");
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (PubSubServer server = PubSubServer.listen(loopback, new PubSubHub(), Clock.system())) {
      int port = server.address().getPort();
      String url = "jdbc:travertine:file:" + directory + ";pubsub=tcp://127.0.0.1:" + port;
      try (Listener listener = new Listener(port);
          Connection connection = DriverManager.getConnection(url)) {
        for (int i = 1; listener.pushed.getCount() > 0; i++) {
          createTable(url, "t" + i); // until it has found its way there
        }
        assertThat(connection.isValid(1)).isTrue();
      }
    }
    assertThat(directory.resolve("pubsub.lock")).doesNotExist();
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      assertThat(run("serve", directory.toString(), "--port", "0", "--pubsub", address))
          .isEqualTo(1);

      assertThat(printed.toString(StandardCharsets.UTF_8))
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort() + " for pushes");
    }
  }
}

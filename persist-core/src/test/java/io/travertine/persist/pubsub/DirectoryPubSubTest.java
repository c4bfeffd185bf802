package io.travertine.persist.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.travertine.persist.id.Seed;
import io.travertine.persist.location.PersistLocation;
import io.travertine.persist.time.Clock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that find each other in a directory. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DirectoryPubSubTest extends PubSubContract {

  private final Path directory;

  DirectoryPubSubTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  PubSub line(String database) throws IOException {
    return line(Files.createDirectories(directory.resolve(database)));
  }

  private PubSub line() {
    return line(directory);
  }

  private static PubSub line(Path database) {
    return PubSubConnector.automatic()
        .connect(PersistLocation.of("file:" + database), Clock.system(), Seed.secure());
  }

  private static void assertJoined(PubSub a, PubSub b) throws Exception {
    Notes atA = new Notes();
    Notes atB = new Notes();
    subscribe(a, SHARD, atA);
    subscribe(b, SHARD, atB);
    push(a, SHARD, 1);
    atB.await("v1=d1");
    push(b, SHARD, 2);
    atA.await("v2=d2");
  }

  @Test
  void anotherTakesOverWhenTheHostLeaves() throws Exception {
    PubSub host = line();
    subscribe(host, SHARD, new Notes());
    try (PubSub a = line();
        PubSub b = line();
        PubSub c = line()) {
      Notes atA = new Notes();
      Notes atB = new Notes();
      subscribe(a, SHARD, atA);
      subscribe(b, SHARD, atB);
      subscribe(c, OTHER_SHARD, new Notes());

      host.close();

      atA.await(notes -> notes.stream().filter("subscribed"::equals).count() == 2);
      atB.await(notes -> notes.stream().filter("subscribed"::equals).count() == 2);
      push(a, SHARD, 1);
      atB.await("v1=d1");
    }
    assertThat(directory.resolve(DirectoryExchange.SOCKET)).doesNotExist();
  }

  @Test
  void whatAKilledHostLeftBehindIsNotInTheWay() throws Exception {
    Path socket = directory.resolve(DirectoryExchange.SOCKET);
    Files.createFile(directory.resolve(DirectoryExchange.LOCK));
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();

    try (PubSub a = line();
        PubSub b = line()) {
      assertJoined(a, b);
    }
  }

  @Test
  void aCopyOfTheDirectoryIsAnotherDatabase() throws Exception {
    Path original = Files.createDirectory(directory.resolve("original"));
    Path copy = Files.createDirectory(directory.resolve("copy"));
    try (PubSub a = line(original)) {
      Notes atA = new Notes();
      subscribe(a, SHARD, atA);
      Files.createFile(copy.resolve(DirectoryExchange.LOCK));
      Files.createSymbolicLink(
          copy.resolve(DirectoryExchange.SOCKET), original.resolve(DirectoryExchange.SOCKET));

      try (PubSub b = line(copy)) {
        PubSub.Subscription refused = b.subscribe(SHARD, new Notes());
        push(b, SHARD, 1);
        try (PubSub c = line(original)) {
          subscribe(c, SHARD, new Notes());
          push(c, SHARD, 2);
          atA.await("v2=d2");
        }
        assertThat(refused.isLive()).isFalse();
        assertThat(atA.diffs()).containsExactly("v2=d2");
      }
    }
  }

  @Test
  void aLongPathIsNoObstacle() throws Exception {
    Path deep = directory;
    for (int i = 0; i < 6; i++) {
      deep = deep.resolve("a-directory-with-a-long-name-" + i);
    }
    Files.createDirectories(deep);
    try (PubSub a = line(deep);
        PubSub b = line(deep)) {
      assertJoined(a, b);
    }
  }

  @Test
  void aSymbolicLinkLeadsToTheSameDatabase() throws Exception {
    Path database = Files.createDirectory(directory.resolve("database"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), database);
    try (PubSub a = line(database);
        PubSub b = line(link)) {
      assertJoined(a, b);
    }
  }

  @Test
  void whereTheLockCannotBeHadEverybodyIsOnHisOwn() throws Exception {
    Files.createDirectory(directory.resolve(DirectoryExchange.LOCK));
    try (PubSub a = line();
        PubSub b = line()) {
      PubSub.Subscription subscription = a.subscribe(SHARD, new Notes());
      push(b, SHARD, 1);
      assertThat(subscription.isLive()).isFalse();
    }
  }

  @Test
  void anAbsentDirectoryIsNotCreated() {
    Path absent = directory.resolve("absent");
    try (PubSub a = line(absent)) {
      assertThat(a.subscribe(SHARD, new Notes()).isLive()).isFalse();
    }
    assertThat(absent).doesNotExist();
  }
}

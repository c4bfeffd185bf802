package io.travertine.persist.location.s3;

import static io.travertine.persist.error.CancelledException.throwIfInterrupted;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.location.decorators.RequestListener;
import io.travertine.persist.time.Clock;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * Objects in a bucket of Amazon S3, or of what talks its language. No request is sent twice: who
 * asked decides. Thread-safe.
 */
final class S3ObjectStore implements ObjectStore {

  private static final int DELETED_AT_ONCE = 1_000;

  /** Attempts to get one object of many before all of them are tried again, after a pause. */
  private static final int GETS_AT_ONCE = 4;

  private final S3Client client;
  private final S3Location location;
  private final Clock clock;
  private final RequestListener listener;
  private final RequestThreads threads = new RequestThreads();
  private final LargeObjects large;

  /**
   * @param client closed with this
   */
  S3ObjectStore(S3Client client, S3Location location, Clock clock, RequestListener listener) {
    this.client = client;
    this.location = location;
    this.clock = clock;
    this.listener = listener;
    this.large = new LargeObjects(this, client, location.bucket());
  }

  // ---- reading

  @Override
  public Answer<Optional<Found>> get(String name) {
    return getAll(List.of(name)).get(0);
  }

  @Override
  public List<Answer<Optional<Found>>> getAll(List<String> names) {
    List<Callable<Answer<Optional<LargeObjects.Beginning>>>> calls = new ArrayList<>();
    names.forEach(
        name -> calls.add(() -> names.size() == 1 ? beginning(name) : patientBeginning(name)));
    List<Answer<Optional<LargeObjects.Beginning>>> answers =
        threads.all("get of " + names.get(0), calls);
    List<Answer<Optional<Found>>> wholes = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = full(names.get(i));
      Answer<Optional<LargeObjects.Beginning>> answer = answers.get(i);
      Optional<Found> found =
          answer.value().map(begun -> new Found(large.whole(name, begun), begun.written()));
      wholes.add(new Answer<>(found, answer.date()));
    }
    return wholes;
  }

  /**
   * One of many: each is asked for again by itself, as all of them at once would hardly ever come
   * from a store that refuses every tenth request.
   */
  private Answer<Optional<LargeObjects.Beginning>> patientBeginning(String name) {
    for (int attempt = 1; ; attempt++) {
      try {
        return beginning(name);
      } catch (IndeterminateException e) {
        if (attempt == GETS_AT_ONCE) {
          throw e;
        }
      } catch (DeterminateException e) {
        if (attempt == GETS_AT_ONCE || e.isLasting()) {
          throw e;
        }
      }
    }
  }

  private Answer<Optional<LargeObjects.Beginning>> beginning(String name) {
    return requested(
        "get",
        name,
        0,
        () -> {
          ResponseBytes<GetObjectResponse> got =
              client.getObject(
                  request ->
                      request
                          .bucket(location.bucket())
                          .key(full(name))
                          .range(LargeObjects.FIRST_RANGE),
                  ResponseTransformer.toBytes());
          return new Received<>(
              Optional.of(LargeObjects.beginning(got)),
              got.asByteArrayUnsafe().length,
              got.response().sdkHttpResponse());
        },
        refusal ->
            switch (refusal.statusCode()) {
              case S3Failures.NOT_FOUND ->
                  S3Failures.isAbsent(refusal) ? Optional.of(Optional.empty()) : Optional.empty();
              case S3Failures.BEYOND_THE_END -> Optional.of(Optional.of(LargeObjects.EMPTY));
              default -> Optional.empty();
            });
  }

  @Override
  public Answer<Page> list(String prefix, String after, int most) {
    return threads.one("list of " + prefix, () -> page(prefix, after, most));
  }

  private Answer<Page> page(String prefix, String after, int most) {
    return requested(
        "list",
        prefix,
        0,
        () -> {
          ListObjectsV2Response response =
              client.listObjectsV2(
                  request -> {
                    request.bucket(location.bucket()).prefix(full(prefix)).maxKeys(most);
                    if (!after.isEmpty()) {
                      request.startAfter(full(after));
                    }
                  });
          List<Listed> objects =
              response.contents().stream()
                  .map(
                      object ->
                          new Listed(
                              relative(object.key()),
                              object.size(),
                              new StoreTime(object.lastModified().toEpochMilli())))
                  .toList();
          return received(new Page(objects, Boolean.TRUE.equals(response.isTruncated())), response);
        },
        refusal -> Optional.empty());
  }

  @Override
  public List<String> folders(String prefix) {
    return threads.one("list of " + prefix, () -> allFolders(prefix));
  }

  private List<String> allFolders(String prefix) {
    List<String> folders = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Optional<String> from = next;
      ListObjectsV2Response response =
          requested(
                  "list",
                  prefix,
                  0,
                  () -> {
                    ListObjectsV2Response page =
                        client.listObjectsV2(
                            request -> {
                              request.bucket(location.bucket()).prefix(full(prefix)).delimiter("/");
                              from.ifPresent(request::continuationToken);
                            });
                    return received(page, page);
                  },
                  refusal -> Optional.<ListObjectsV2Response>empty())
              .value();
      response
          .commonPrefixes()
          .forEach(
              common -> {
                String folder = relative(common.prefix()).substring(prefix.length());
                folders.add(folder.substring(0, folder.length() - 1));
              });
      next = Optional.ofNullable(response.nextContinuationToken());
    } while (next.isPresent());
    return folders;
  }

  @Override
  public Optional<Listed> describe(String name) {
    return threads.one(
        "head of " + name,
        () ->
            requested(
                    "head",
                    name,
                    0,
                    () -> {
                      HeadObjectResponse head =
                          client.headObject(
                              request -> request.bucket(location.bucket()).key(full(name)));
                      StoreTime written = new StoreTime(head.lastModified().toEpochMilli());
                      return received(
                          Optional.of(new Listed(name, head.contentLength(), written)), head);
                    },
                    refusal ->
                        S3Failures.isStatus(refusal, S3Failures.NOT_FOUND)
                            ? Optional.of(Optional.<Listed>empty())
                            : Optional.empty())
                .value());
  }

  // ---- writing

  @Override
  public Answer<Creation> create(String name, byte[] bytes) {
    RequestBody body = RequestBody.fromBytes(bytes);
    return threads.one(
        "creation of " + name,
        () ->
            requested(
                "create",
                name,
                bytes.length,
                () -> {
                  PutObjectResponse response =
                      client.putObject(
                          request ->
                              request.bucket(location.bucket()).key(full(name)).ifNoneMatch("*"),
                          body);
                  return received(Creation.CREATED, response);
                },
                refusal ->
                    switch (refusal.statusCode()) {
                      case S3Failures.PRECONDITION_FAILED -> Optional.of(Creation.EXISTS);
                      case S3Failures.CONFLICT -> Optional.of(Creation.CONFLICT);
                      default -> Optional.empty();
                    }));
  }

  @Override
  public void put(String name, byte[] bytes) {
    if (bytes.length > LargeObjects.CHUNK_BYTES) {
      large.put(full(name), bytes);
      return;
    }
    RequestBody body = RequestBody.fromBytes(bytes);
    threads.one(
        "put of " + name,
        () ->
            requested(
                "put",
                name,
                bytes.length,
                () ->
                    received(
                        true,
                        client.putObject(
                            request -> request.bucket(location.bucket()).key(full(name)), body)),
                refusal -> Optional.empty()));
  }

  @Override
  public void delete(String name) {
    threads.one(
        "delete of " + name,
        () ->
            requested(
                "delete",
                name,
                0,
                () ->
                    received(
                        true,
                        client.deleteObject(
                            request -> request.bucket(location.bucket()).key(full(name)))),
                refusal -> S3Failures.isAbsent(refusal) ? Optional.of(true) : Optional.empty()));
  }

  @Override
  public void deleteAll(Collection<String> names) {
    List<ObjectIdentifier> all =
        names.stream().map(name -> ObjectIdentifier.builder().key(full(name)).build()).toList();
    for (int i = 0; i < all.size(); i += DELETED_AT_ONCE) {
      List<ObjectIdentifier> some = all.subList(i, Math.min(all.size(), i + DELETED_AT_ONCE));
      threads.one(
          "delete of " + some.size() + " objects",
          () ->
              requested(
                  "delete_many",
                  some.get(0).key(),
                  0,
                  () ->
                      received(
                          true,
                          client.deleteObjects(
                              request ->
                                  request
                                      .bucket(location.bucket())
                                      .delete(delete -> delete.objects(some).quiet(true)))),
                  refusal -> Optional.empty()));
    }
  }

  // ---- one request

  /** What came back. */
  record Received<T>(T value, long bytes, SdkHttpResponse response) {}

  static <T> Received<T> received(T value, S3Response response) {
    return new Received<>(value, 0, response.sdkHttpResponse());
  }

  /**
   * Sends one request, on this thread.
   *
   * @param understood what a refusal means, unless it is a failure
   */
  <T> Answer<T> requested(
      String kind,
      String name,
      long sentBytes,
      Supplier<Received<T>> request,
      Function<AwsServiceException, Optional<T>> understood) {
    String doing = kind + " of " + name;
    throwIfInterrupted(kind, name);
    long start = clock.monotonicNanos();
    boolean answered = true;
    long receivedBytes = 0;
    try {
      Received<T> received = request.get();
      receivedBytes = received.bytes();
      return new Answer<>(received.value(), date(doing, received.response()));
    } catch (AwsServiceException refusal) {
      Optional<T> meaning = understood.apply(refusal);
      if (meaning.isPresent()) {
        return new Answer<>(
            meaning.get(), date(doing, refusal.awsErrorDetails().sdkHttpResponse()));
      }
      throw S3Failures.of(doing, location, refusal);
    } catch (SdkException failure) {
      answered = false;
      throw S3Failures.of(doing, location, failure);
    } finally {
      listener.requested(kind, answered, sentBytes, receivedBytes, clock.monotonicNanos() - start);
    }
  }

  private StoreTime date(String doing, SdkHttpResponse response) {
    Optional<String> date = response.firstMatchingHeader("Date");
    if (date.isEmpty()) {
      throw new IndeterminateException(
          "%s: the store does not say its time: without, nothing here is safe (%s)"
              .formatted(doing, location));
    }
    try {
      return new StoreTime(
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .toEpochMilli());
    } catch (DateTimeException e) {
      throw new IndeterminateException(
          "%s: the store says its time is '%s' (%s)".formatted(doing, date.get(), location), e);
    }
  }

  /**
   * Makes sure that credentials can be found.
   *
   * @throws DeterminateException if not
   */
  void checkCredentials() {
    try {
      client.serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
    } catch (RuntimeException e) {
      throw DeterminateException.lasting(
          "no credentials for %s: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile, or"
                  .formatted(location)
              + " write accessKeyId= and secretAccessKey= into the URL",
          e);
    }
  }

  RequestThreads threads() {
    return threads;
  }

  private String full(String name) {
    return location.prefix() + name;
  }

  private String relative(String full) {
    return full.substring(location.prefix().length());
  }

  @Override
  public void close() {
    threads.close();
    client.close();
  }

  @Override
  public String toString() {
    return location.toString();
  }
}

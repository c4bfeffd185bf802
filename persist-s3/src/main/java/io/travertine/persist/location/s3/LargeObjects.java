package io.travertine.persist.location.s3;

import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.PersistException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Moves objects that are larger than one request should be, by several at the same time: one
 * connection alone does not fill a line. Thread-safe.
 */
final class LargeObjects {

  /** So much travels in one request. */
  static final int CHUNK_BYTES = 8 << 20;

  /** What to ask for at first; there may be less. */
  static final String FIRST_RANGE = "bytes=0-" + (CHUNK_BYTES - 1);

  /** The beginning of an object without bytes, of which one is not told when it was written. */
  static final Beginning EMPTY = new Beginning(new byte[0], 0, Optional.empty(), new StoreTime(0));

  private static final Logger LOG = LoggerFactory.getLogger(LargeObjects.class);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes 0-\\d+/(\\d+)");
  private static final String CONTENT = "application/octet-stream";

  private final S3ObjectStore store;
  private final S3Client client;
  private final String bucket;

  /**
   * The first bytes of an object.
   *
   * @param total how many bytes it has
   * @param tag of its contents
   */
  record Beginning(byte[] bytes, int total, Optional<String> tag, StoreTime written) {}

  LargeObjects(S3ObjectStore store, S3Client client, String bucket) {
    this.store = store;
    this.client = client;
    this.bucket = bucket;
  }

  /** What was got when {@link #FIRST_RANGE} was asked for. */
  static Beginning beginning(ResponseBytes<GetObjectResponse> got) {
    byte[] bytes = got.asByteArrayUnsafe();
    String range = got.response().contentRange();
    Matcher matcher = CONTENT_RANGE.matcher(range == null ? "" : range);
    int total =
        matcher.matches() ? Math.toIntExact(Long.parseLong(matcher.group(1))) : bytes.length;
    return new Beginning(
        bytes,
        total,
        Optional.ofNullable(got.response().eTag()),
        new StoreTime(got.response().lastModified().toEpochMilli()));
  }

  /** The whole object; the rest of it is fetched if there is one. */
  byte[] whole(String key, Beginning beginning) {
    if (beginning.bytes().length == beginning.total()) {
      return beginning.bytes();
    }
    byte[] whole = Arrays.copyOf(beginning.bytes(), beginning.total());
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int from = beginning.bytes().length; from < whole.length; from += CHUNK_BYTES) {
      int start = from;
      calls.add(() -> fetch(key, beginning, whole, start));
    }
    store.threads().all("get of " + key, calls);
    return whole;
  }

  private boolean fetch(String key, Beginning beginning, byte[] into, int from) {
    int length = Math.min(CHUNK_BYTES, into.length - from);
    return store
        .requested(
            "get",
            key,
            0,
            () -> {
              ResponseBytes<GetObjectResponse> got =
                  client.getObject(
                      request -> {
                        request.bucket(bucket).key(key);
                        request.range("bytes=" + from + "-" + (from + length - 1));
                        beginning.tag().ifPresent(request::ifMatch);
                      },
                      ResponseTransformer.toBytes());
              byte[] bytes = got.asByteArrayUnsafe();
              if (bytes.length != length) {
                throw new IndeterminateException(
                    "get of %s: %s of %s bytes came".formatted(key, bytes.length, length));
              }
              System.arraycopy(bytes, 0, into, from, length);
              return new S3ObjectStore.Received<>(true, length, got.response().sdkHttpResponse());
            },
            refusal -> Optional.<Boolean>empty())
        .value();
  }

  /** Writes an object in parts, which become visible together. */
  void put(String key, byte[] value) {
    String upload =
        store
            .threads()
            .one(
                "put of " + key,
                () ->
                    store
                        .requested(
                            "multipart",
                            key,
                            0,
                            () -> {
                              CreateMultipartUploadResponse begun =
                                  client.createMultipartUpload(
                                      request -> request.bucket(bucket).key(key));
                              return S3ObjectStore.received(begun.uploadId(), begun);
                            },
                            refusal -> Optional.<String>empty())
                        .value());
    try {
      List<Callable<CompletedPart>> calls = new ArrayList<>();
      for (int from = 0; from < value.length; from += CHUNK_BYTES) {
        int start = from;
        calls.add(() -> uploadPart(key, upload, value, start));
      }
      complete(key, upload, store.threads().all("put of " + key, calls));
    } catch (PersistException e) {
      abandon(key, upload);
      throw e;
    }
  }

  private CompletedPart uploadPart(String key, String upload, byte[] value, int from) {
    int length = Math.min(CHUNK_BYTES, value.length - from);
    int number = from / CHUNK_BYTES + 1;
    RequestBody body =
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(value, from, length), length, CONTENT);
    return store
        .requested(
            "multipart",
            key,
            length,
            () -> {
              UploadPartResponse part =
                  client.uploadPart(
                      request ->
                          request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                      body);
              CompletedPart.Builder completed =
                  CompletedPart.builder()
                      .partNumber(number)
                      .eTag(part.eTag())
                      .checksumCRC32(part.checksumCRC32());
              return S3ObjectStore.received(completed.build(), part);
            },
            refusal -> Optional.<CompletedPart>empty())
        .value();
  }

  private void complete(String key, String upload, List<CompletedPart> parts) {
    store
        .threads()
        .one(
            "put of " + key,
            () ->
                store.requested(
                    "multipart",
                    key,
                    0,
                    () ->
                        S3ObjectStore.received(
                            true,
                            client.completeMultipartUpload(
                                request ->
                                    request
                                        .bucket(bucket)
                                        .key(key)
                                        .uploadId(upload)
                                        .multipartUpload(all -> all.parts(parts)))),
                    refusal -> Optional.empty()));
  }

  /** Frees what was uploaded; a rule of the bucket does it otherwise. */
  private void abandon(String key, String upload) {
    try {
      store
          .threads()
          .one(
              "end of upload of " + key,
              () ->
                  store.requested(
                      "multipart",
                      key,
                      0,
                      () ->
                          S3ObjectStore.received(
                              true,
                              client.abortMultipartUpload(
                                  request -> request.bucket(bucket).key(key).uploadId(upload))),
                      refusal -> Optional.of(true)));
    } catch (PersistException e) {
      LOG.debug("{}: upload left behind", key, e);
    }
  }
}

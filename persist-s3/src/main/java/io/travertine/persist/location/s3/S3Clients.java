package io.travertine.persist.location.s3;

import io.travertine.persist.error.DeterminateException;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients that send each request once. */
final class S3Clients {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(10);

  /** Of a request and its answer, at most 8 MiB of them; well below what clocks may differ by. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(90);

  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(30);
  private static final Duration CONNECTION_IDLE = Duration.ofSeconds(15);

  /** A store that is not Amazon's has no regions, but signatures name one. */
  private static final Region ANY_REGION = Region.US_EAST_1;

  private S3Clients() {}

  /**
   * A client for {@code location}, to be closed.
   *
   * @throws DeterminateException if nobody says in which region the bucket is
   */
  static S3Client open(S3Location location) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(RequestThreads.COUNT)
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(SILENCE_TIMEOUT)
                    .connectionAcquisitionTimeout(CONNECTION_WAIT)
                    .connectionMaxIdleTime(CONNECTION_IDLE)
                    .tcpKeepAlive(true))
            .overrideConfiguration(
                configuration ->
                    configuration
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(REQUEST_TIMEOUT))
            .forcePathStyle(location.pathStyle())
            .requestChecksumCalculation(
                location.checksums()
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(
                location.checksums()
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED);
    location.endpoint().ifPresent(builder::endpointOverride);
    location.keys().map(S3Clients::credentials).ifPresent(builder::credentialsProvider);
    if (location.region().isPresent()) {
      builder.region(Region.of(location.region().get()));
    } else if (location.endpoint().isPresent()) {
      builder.region(ANY_REGION);
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw DeterminateException.lasting(
          "cannot talk to %s: %s; name the bucket's region by region=…"
              .formatted(location, e.getMessage()),
          e);
    }
  }

  private static StaticCredentialsProvider credentials(S3Location.AccessKeys keys) {
    AwsCredentials credentials =
        keys.sessionToken().isPresent()
            ? AwsSessionCredentials.create(keys.id(), keys.secret(), keys.sessionToken().get())
            : AwsBasicCredentials.create(keys.id(), keys.secret());
    return StaticCredentialsProvider.create(credentials);
  }
}

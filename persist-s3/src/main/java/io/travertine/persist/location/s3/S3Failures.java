package io.travertine.persist.location.s3;

import io.travertine.persist.error.DeterminateException;
import io.travertine.persist.error.IndeterminateException;
import io.travertine.persist.error.LocationException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what a failed request means. Messages carry no credentials. */
final class S3Failures {

  static final int PRECONDITION_FAILED = 412;
  static final int CONFLICT = 409;
  static final int TOO_MANY_REQUESTS = 429;
  static final int NOT_FOUND = 404;
  static final int BEYOND_THE_END = 416;
  private static final int SERVER_ERROR = 500;

  private static final int INSUFFICIENT_STORAGE = 507;

  /** There is no room for another object: nothing was written, whatever the status says. */
  private static final Set<String> FULL =
      Set.of("InsufficientStorage", "XMinioStorageFull", "QuotaExceeded");

  /** Refusals that pass by themselves. */
  private static final Set<String> PASSING = Set.of("RequestTimeout", "SlowDown", "Throttling");

  private S3Failures() {}

  static boolean isStatus(AwsServiceException failure, int status) {
    return failure.statusCode() == status;
  }

  /** Whether there is no such object: said by the store, not by what stands before it. */
  static boolean isAbsent(AwsServiceException failure) {
    return isStatus(failure, NOT_FOUND) && code(failure).equals("NoSuchKey");
  }

  /**
   * The failure to report. A store that answers with an error of the client's has done nothing; of
   * its own, nobody knows; and no answer means nothing at all, unless nobody was reached.
   */
  static LocationException of(String doing, Object where, SdkException failure) {
    if (failure instanceof AwsServiceException answer) {
      return answered(doing, where, answer);
    }
    String what = "%s failed: %s (%s)".formatted(doing, reason(failure), where);
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
        return new DeterminateException(what, failure);
      }
    }
    return new IndeterminateException(what, failure);
  }

  private static LocationException answered(
      String doing, Object where, AwsServiceException answer) {
    int status = answer.statusCode();
    String code = code(answer);
    String message =
        answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorMessage();
    String what =
        "%s failed: the store answered %s %s: %s (%s)"
            .formatted(doing, status, code, message == null ? "" : message, where);
    if (isFull(status, code)) {
      return DeterminateException.lasting(
          what + "; free some space, or have a quota raised", answer);
    }
    if (status >= SERVER_ERROR) {
      return new IndeterminateException(what, answer);
    }
    if (status == CONFLICT
        || status == TOO_MANY_REQUESTS
        || status == PRECONDITION_FAILED
        || PASSING.contains(code)) {
      return new DeterminateException(what, answer);
    }
    return DeterminateException.lasting(what + advice(status, code), answer);
  }

  private static boolean isFull(int status, String code) {
    return status == INSUFFICIENT_STORAGE || FULL.contains(code);
  }

  private static String advice(int status, String code) {
    if (code.equals("NoSuchBucket")) {
      return "; create the bucket, or name another";
    }
    if (code.equals("RequestTimeTooSkewed")) {
      return "; set this machine's clock";
    }
    if (status == 401 || status == 403) {
      return "; let these credentials read, list, write and delete objects there";
    }
    if (status == 301 || status == 307) {
      return "; name the bucket's region";
    }
    return "";
  }

  private static String code(AwsServiceException failure) {
    String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static String reason(SdkException failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == failure
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + ": " + cause.getClass().getSimpleName();
  }
}

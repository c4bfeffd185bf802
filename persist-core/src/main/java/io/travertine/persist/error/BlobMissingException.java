package io.travertine.persist.error;

/** An object that the shard refers to is gone, although a hold should have kept it. */
public final class BlobMissingException extends PersistException {

  private static final long serialVersionUID = 1L;

  public BlobMissingException(String key) {
    super("blob is missing: " + key);
  }
}

package io.travertine.persist.location.decorators;

/** What the outside world can be asked. */
public enum ExternalOperation {
  BLOB_GET,
  BLOB_LIST,
  BLOB_SET,
  BLOB_DELETE,
  BLOB_RESTORE,
  CONSENSUS_LIST,
  CONSENSUS_HEAD,
  CONSENSUS_COMPARE_AND_SET,
  CONSENSUS_SCAN,
  CONSENSUS_TRUNCATE
}

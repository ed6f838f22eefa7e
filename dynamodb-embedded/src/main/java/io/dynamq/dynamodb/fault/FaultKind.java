package io.dynamq.dynamodb.fault;

/** What can be done to a request. */
public enum FaultKind {
  /** The answer comes later. */
  LATENCY,
  /** Refused with ProvisionedThroughputExceededException. */
  THROUGHPUT_EXCEEDED,
  /** Refused with ThrottlingException. */
  THROTTLING,
  /** Refused with InternalServerError and status 500; nothing was done. */
  INTERNAL_ERROR,
  /** Refused with AccessDeniedException, as an identity without the permission is. */
  ACCESS_DENIED,
  /** Items of a batch come back as unprocessed; judged for each item. */
  UNPROCESSED,
  /** Nothing is done and no answer ever comes; the connection stays open. */
  HANG,
  /** Nothing is done and the connection is closed. */
  RESET,
  /** The request is carried out but its answer is lost: the connection is closed. */
  AMBIGUOUS
}

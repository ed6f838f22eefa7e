package io.dynamq.dynamodb.fault;

/**
 * What is to be done to one request.
 *
 * @param strike the fault, or null to carry the request out
 * @param delayNanos how much later the answer comes
 */
public record Verdict(FaultKind strike, long delayNanos) {

  static final Verdict NONE = new Verdict(null, 0);
}

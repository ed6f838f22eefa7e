package io.dynamq.dynamo.client;

/**
 * The shape of a table: all keys are strings.
 *
 * @param name with prefix, as in DynamoDB
 * @param hashName attribute of the partition key
 * @param rangeName attribute of the sort key, null if there is none
 * @param expiryName attribute that DynamoDB's TTL looks at, null if nothing expires
 * @param inOrder whether items of one partition key are written one after another, in the order of
 *     their sort keys, so that the store always has a prefix of them
 */
public record TableSpec(
    String name, String hashName, String rangeName, String expiryName, boolean inOrder) {

  /** A table whose items are found by one key. */
  public static TableSpec of(String name, String hashName) {
    return new TableSpec(name, hashName, null, null, false);
  }

  /** A table with a sort key. */
  public static TableSpec of(String name, String hashName, String rangeName) {
    return new TableSpec(name, hashName, rangeName, null, false);
  }

  /** The same table, cleaned by DynamoDB after the time in this attribute. */
  public TableSpec expiring(String attribute) {
    return new TableSpec(name, hashName, rangeName, attribute, inOrder);
  }

  /** The same table, written in order. */
  public TableSpec writtenInOrder() {
    return new TableSpec(name, hashName, rangeName, expiryName, true);
  }

  /** The key schema for messages, such as {@code c HASH (S), f RANGE (S)}. */
  public String keyText() {
    return hashName + " HASH (S)" + (rangeName == null ? "" : ", " + rangeName + " RANGE (S)");
  }
}

package io.dynamq.dynamodb.table;

import java.util.Map;

/**
 * What is stored about a table.
 *
 * @param id number in the key space; never used again after the table is deleted
 * @param uuid the public identity
 * @param createdMillis when the table was created, in milliseconds since 1970
 */
public record TableInfo(
    String name, int id, String uuid, long createdMillis, KeySchema keys, Settings settings) {

  /**
   * What may change during a table's life.
   *
   * @param ttlAttribute the attribute that holds the time to live, or null
   */
  public record Settings(Billing billing, String ttlAttribute, Map<String, String> tags) {}

  /** The same table with other settings. */
  TableInfo with(Settings changed) {
    return new TableInfo(name, id, uuid, createdMillis, keys, changed);
  }

  /** The resource name, which has the shape of AWS's. */
  public String arn() {
    return ARN_PREFIX + name;
  }

  /** What stands before the table's name in its resource name. */
  public static final String ARN_PREFIX = "arn:aws:dynamodb:local:000000000000:table/";
}

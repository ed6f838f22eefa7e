package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The primary key of one item.
 *
 * @param range null if the table has no sort key
 */
public record ItemKey(TableSpec table, String hash, String range) {

  /** In a table without sort key. */
  public static ItemKey of(TableSpec table, String hash) {
    return new ItemKey(table, hash, null);
  }

  /** The key's attributes, as requests want them. */
  public Map<String, AttributeValue> attributes() {
    AttributeValue hashValue = AttributeValue.fromS(hash);
    return range == null
        ? Map.of(table.hashName(), hashValue)
        : Map.of(table.hashName(), hashValue, table.rangeName(), AttributeValue.fromS(range));
  }

  /** For messages: the table, and no more of the key than a log should hold. */
  @Override
  public String toString() {
    String text = range == null ? hash : hash + " | " + range;
    return table.name() + " [" + (text.length() > 120 ? text.substring(0, 120) + "…" : text) + "]";
  }

  @Override
  public int hashCode() {
    int keys = hash.hashCode() * 31 + (range == null ? 0 : range.hashCode());
    return keys * 31 + table.name().hashCode();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ItemKey that
        && hash.equals(that.hash)
        && java.util.Objects.equals(range, that.range)
        && table.name().equals(that.table.name());
  }
}

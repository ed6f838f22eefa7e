package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.TableInfo;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** TagResource, UntagResource and ListTagsOfResource. */
final class TagOperations {

  private final Catalog catalog;
  private final Tables tables;

  TagOperations(Catalog catalog, Tables tables) {
    this.catalog = catalog;
    this.tables = tables;
  }

  void register(Map<String, Operation> operations) {
    operations.put("TagResource", this::tag);
    operations.put("UntagResource", this::untag);
    operations.put("ListTagsOfResource", this::list);
  }

  /** The tags of a request. */
  static Map<String, String> read(Request request) {
    Map<String, String> tags = new TreeMap<>();
    for (Request tag : request.objects("Tags")) {
      tags.put(tag.requiredText("Key"), tag.requiredText("Value"));
    }
    return tags;
  }

  private void tag(Request request, JsonGenerator out) {
    Map<String, String> added = read(request);
    catalog.update(
        table(request),
        old -> {
          Map<String, String> tags = new TreeMap<>(old.tags());
          tags.putAll(added);
          return new TableInfo.Settings(old.billing(), old.ttlAttribute(), tags);
        });
  }

  private void untag(Request request, JsonGenerator out) {
    catalog.update(
        table(request),
        old -> {
          Map<String, String> tags = new TreeMap<>(old.tags());
          tags.keySet().removeAll(request.texts("TagKeys"));
          return new TableInfo.Settings(old.billing(), old.ttlAttribute(), tags);
        });
  }

  private void list(Request request, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("Tags");
    for (Map.Entry<String, String> tag : table(request).info().settings().tags().entrySet()) {
      out.writeStartObject();
      out.writeStringField("Key", tag.getKey());
      out.writeStringField("Value", tag.getValue());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private Table table(Request request) {
    return tables.named(request.requiredText("ResourceArn"));
  }
}

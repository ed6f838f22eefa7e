package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes one place of a document and copies only what lies on the way to it. */
final class Documents {

  private Documents() {}

  /** The item with the value at the path; an index beyond a list's end appends to it. */
  static Item set(Item item, DocumentPath path, AttributeValue value) {
    return change(item, path, value);
  }

  /** The item without what is at the path. */
  static Item remove(Item item, DocumentPath path) {
    return change(item, path, null);
  }

  private static Item change(Item item, DocumentPath path, AttributeValue value) {
    return new Item(entries(item.attributes(), path.steps(), value));
  }

  private static Map<String, AttributeValue> entries(
      Map<String, AttributeValue> old, List<DocumentPath.Step> steps, AttributeValue value) {
    if (!(steps.get(0) instanceof DocumentPath.Attribute attribute)) {
      throw invalidPath();
    }
    Map<String, AttributeValue> changed = new LinkedHashMap<>(old);
    AttributeValue child = child(old.get(attribute.name()), steps, value);
    if (child == null) {
      changed.remove(attribute.name());
    } else {
      changed.put(attribute.name(), child);
    }
    return changed;
  }

  private static List<AttributeValue> elements(
      List<AttributeValue> old, List<DocumentPath.Step> steps, AttributeValue value) {
    if (!(steps.get(0) instanceof DocumentPath.Index index)) {
      throw invalidPath();
    }
    List<AttributeValue> changed = new ArrayList<>(old);
    boolean present = index.position() < old.size();
    AttributeValue child = child(present ? old.get(index.position()) : null, steps, value);
    if (child == null) {
      if (present) {
        changed.remove(index.position());
      }
    } else if (present) {
      changed.set(index.position(), child);
    } else {
      changed.add(child);
    }
    return changed;
  }

  private static AttributeValue child(
      AttributeValue old, List<DocumentPath.Step> steps, AttributeValue value) {
    if (steps.size() == 1) {
      return value;
    }
    List<DocumentPath.Step> rest = steps.subList(1, steps.size());
    if (old instanceof AttributeValue.MapOf map) {
      return new AttributeValue.MapOf(entries(map.entries(), rest, value));
    } else if (old instanceof AttributeValue.ListOf list) {
      return new AttributeValue.ListOf(elements(list.elements(), rest, value));
    }
    throw invalidPath();
  }

  private static ApiException invalidPath() {
    return ApiException.validation(
        "The document path provided in the update expression is invalid for update");
  }
}

package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.util.Collection;
import java.util.List;

/** The way to a value inside an item, such as {@code a.b[0]}. The first step is an attribute. */
record DocumentPath(List<Step> steps) {

  /** One step down into a document. */
  sealed interface Step {}

  /** Into an entry of a map. */
  record Attribute(String name) implements Step {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Into an element of a list. */
  record Index(int position) implements Step {
    @Override
    public String toString() {
      return "[" + position + "]";
    }
  }

  /** The name of the item's attribute in which this path begins. */
  String topLevelName() {
    return ((Attribute) steps.get(0)).name();
  }

  boolean isTopLevel() {
    return steps.size() == 1;
  }

  /** The value at the end of this path, or null. */
  AttributeValue in(Item item) {
    AttributeValue value = item.get(topLevelName());
    for (Step step : steps.subList(1, steps.size())) {
      value = child(value, step);
    }
    return value;
  }

  static AttributeValue child(AttributeValue value, Step step) {
    if (value instanceof AttributeValue.MapOf map && step instanceof Attribute attribute) {
      return map.entries().get(attribute.name());
    }
    if (value instanceof AttributeValue.ListOf list && step instanceof Index index) {
      return index.position() < list.elements().size()
          ? list.elements().get(index.position())
          : null;
    }
    return null;
  }

  /** Refuses paths of which one is the beginning of another. */
  static void requireDistinct(ExpressionKind kind, List<DocumentPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      for (DocumentPath other : paths.subList(i + 1, paths.size())) {
        if (paths.get(i).overlaps(other)) {
          throw kind.invalid(
              "Two document paths overlap with each other; must remove or rewrite one of these"
                  + " paths; path one: %s, path two: %s"
                      .formatted(paths.get(i).steps(), other.steps()));
        }
      }
    }
  }

  private boolean overlaps(DocumentPath other) {
    int common = Math.min(steps.size(), other.steps.size());
    return steps.subList(0, common).equals(other.steps.subList(0, common));
  }

  /** The names of the attributes in which these paths begin. */
  static List<String> topLevelNames(Collection<DocumentPath> paths) {
    return paths.stream().map(DocumentPath::topLevelName).distinct().toList();
  }
}

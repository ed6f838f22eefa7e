package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A choice of attributes and parts of attributes, kept as a tree of the paths' steps. */
public final class Projection {

  /** A node without children stands for everything below it. */
  private static final class Node {
    private final Map<String, Node> entries = new LinkedHashMap<>();
    private final Map<Integer, Node> elements = new TreeMap<>();

    Node child(DocumentPath.Step step) {
      if (step instanceof DocumentPath.Index index) {
        return elements.computeIfAbsent(index.position(), position -> new Node());
      }
      String name = ((DocumentPath.Attribute) step).name();
      return entries.computeIfAbsent(name, key -> new Node());
    }

    boolean isLeaf() {
      return entries.isEmpty() && elements.isEmpty();
    }
  }

  private final Node root = new Node();

  private Projection(Collection<DocumentPath> paths) {
    for (DocumentPath path : paths) {
      Node node = root;
      for (DocumentPath.Step step : path.steps()) {
        node = node.child(step);
      }
    }
  }

  /** Parses a list of paths with commas between. */
  public static Projection parse(String text, Bindings bindings) {
    TokenCursor tokens = new TokenCursor(ExpressionKind.PROJECTION, text, bindings);
    List<DocumentPath> paths = new ArrayList<>();
    do {
      paths.add(tokens.path());
    } while (tokens.takeSign(","));
    tokens.expectEnd();
    DocumentPath.requireDistinct(ExpressionKind.PROJECTION, paths);
    return new Projection(paths);
  }

  /** A choice of whole attributes. */
  public static Projection ofAttributes(Collection<String> names) {
    List<DocumentPath> paths = new ArrayList<>();
    names.forEach(name -> paths.add(new DocumentPath(List.of(new DocumentPath.Attribute(name)))));
    return new Projection(paths);
  }

  static Projection ofPaths(Collection<DocumentPath> paths) {
    return new Projection(paths);
  }

  /** The chosen parts of the item. */
  public Item apply(Item item) {
    return new Item(entries(item.attributes(), root));
  }

  private static Map<String, AttributeValue> entries(Map<String, AttributeValue> from, Node node) {
    Map<String, AttributeValue> chosen = new LinkedHashMap<>();
    node.entries.forEach(
        (name, child) -> {
          AttributeValue value = part(from.get(name), child);
          if (value != null) {
            chosen.put(name, value);
          }
        });
    return chosen;
  }

  private static AttributeValue part(AttributeValue value, Node node) {
    if (value == null || node.isLeaf()) {
      return value;
    }
    if (value instanceof AttributeValue.MapOf map && !node.entries.isEmpty()) {
      Map<String, AttributeValue> chosen = entries(map.entries(), node);
      return chosen.isEmpty() ? null : new AttributeValue.MapOf(chosen);
    }
    if (value instanceof AttributeValue.ListOf list && !node.elements.isEmpty()) {
      List<AttributeValue> chosen = new ArrayList<>();
      node.elements.forEach(
          (position, child) -> {
            if (position < list.elements().size()) {
              AttributeValue element = part(list.elements().get(position), child);
              if (element != null) {
                chosen.add(element);
              }
            }
          });
      return chosen.isEmpty() ? null : new AttributeValue.ListOf(chosen);
    }
    return null;
  }
}

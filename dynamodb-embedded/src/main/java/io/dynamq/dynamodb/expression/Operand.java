package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;

/** Something a condition compares: a path, a given value or the size of what is at a path. */
sealed interface Operand {

  /** The operand's value for this item, or null when there is none. */
  AttributeValue in(Item item);

  /** What is at a path. */
  record AtPath(DocumentPath path) implements Operand {
    @Override
    public AttributeValue in(Item item) {
      return path.in(item);
    }
  }

  /** A value of the request. */
  record Given(AttributeValue value) implements Operand {
    @Override
    public AttributeValue in(Item item) {
      return value;
    }
  }

  /** {@code size(path)}; values without a size have none. */
  record SizeOf(DocumentPath path) implements Operand {
    @Override
    public AttributeValue in(Item item) {
      AttributeValue value = path.in(item);
      if (value instanceof AttributeValue.Text text) {
        return AttributeValue.number(text.value().length());
      } else if (value instanceof AttributeValue.Bytes bytes) {
        return AttributeValue.number(bytes.value().length);
      } else if (value instanceof AttributeValue.SetOf set) {
        return AttributeValue.number(set.elements().size());
      } else if (value instanceof AttributeValue.ListOf list) {
        return AttributeValue.number(list.elements().size());
      } else if (value instanceof AttributeValue.MapOf map) {
        return AttributeValue.number(map.entries().size());
      }
      return null;
    }
  }
}

package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.util.Arrays;
import java.util.List;

/** A node of a parsed condition, which judges items. */
sealed interface Condition {

  /** Whether the condition holds for this item. */
  boolean test(Item item);

  /** Both hold. */
  record And(Condition left, Condition right) implements Condition {
    @Override
    public boolean test(Item item) {
      return left.test(item) && right.test(item);
    }
  }

  /** At least one holds. */
  record Or(Condition left, Condition right) implements Condition {
    @Override
    public boolean test(Item item) {
      return left.test(item) || right.test(item);
    }
  }

  /** The condition doesn't hold. */
  record Not(Condition inner) implements Condition {
    @Override
    public boolean test(Item item) {
      return !inner.test(item);
    }
  }

  /** Two operands compared. */
  record Compare(Comparator comparator, Operand left, Operand right) implements Condition {
    @Override
    public boolean test(Item item) {
      return comparator.holds(left.in(item), right.in(item));
    }
  }

  /** An operand that lies between two others or is equal to one. */
  record Between(Operand operand, Operand low, Operand high) implements Condition {
    @Override
    public boolean test(Item item) {
      AttributeValue value = operand.in(item);
      return Comparator.GE.holds(value, low.in(item)) && Comparator.LE.holds(value, high.in(item));
    }
  }

  /** An operand that equals one of a list. */
  record In(Operand operand, List<Operand> choices) implements Condition {
    @Override
    public boolean test(Item item) {
      AttributeValue value = operand.in(item);
      return choices.stream().anyMatch(choice -> Comparator.EQ.holds(value, choice.in(item)));
    }
  }

  /** There is something at a path. */
  record Exists(DocumentPath path) implements Condition {
    @Override
    public boolean test(Item item) {
      return path.in(item) != null;
    }
  }

  /** What is at a path has a type. */
  record HasType(DocumentPath path, AttributeType type) implements Condition {
    @Override
    public boolean test(Item item) {
      AttributeValue value = path.in(item);
      return value != null && value.type() == type;
    }
  }

  /** A text or binary begins with another. */
  record BeginsWith(Operand operand, Operand prefix) implements Condition {
    @Override
    public boolean test(Item item) {
      AttributeValue value = operand.in(item);
      AttributeValue start = prefix.in(item);
      if (value instanceof AttributeValue.Text a && start instanceof AttributeValue.Text b) {
        return a.value().startsWith(b.value());
      }
      if (value instanceof AttributeValue.Bytes a && start instanceof AttributeValue.Bytes b) {
        byte[] head = b.value();
        return a.value().length >= head.length
            && Arrays.equals(a.value(), 0, head.length, head, 0, head.length);
      }
      return false;
    }
  }

  /** A text has a part, or a set or list has an element. */
  record Contains(Operand container, Operand part) implements Condition {
    @Override
    public boolean test(Item item) {
      AttributeValue value = container.in(item);
      AttributeValue wanted = part.in(item);
      if (value instanceof AttributeValue.SetOf set) {
        return set.elements().contains(wanted);
      } else if (value instanceof AttributeValue.ListOf list) {
        return list.elements().contains(wanted);
      } else if (value instanceof AttributeValue.Text a && wanted instanceof AttributeValue.Text b) {
        return a.value().contains(b.value());
      } else if (value instanceof AttributeValue.Bytes a
          && wanted instanceof AttributeValue.Bytes b) {
        return indexOf(a.value(), b.value()) >= 0;
      }
      return false;
    }

    private static int indexOf(byte[] whole, byte[] part) {
      for (int i = 0; i + part.length <= whole.length; i++) {
        if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
          return i;
        }
      }
      return -1;
    }
  }
}

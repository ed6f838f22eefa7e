package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.Numbers;
import java.util.ArrayList;
import java.util.List;

/** The right side of an assignment in SET; computed from the item as it was before the update. */
sealed interface UpdateValue {

  /** The value for this item. */
  AttributeValue in(Item item);

  /** A value of the request. */
  record Given(AttributeValue value) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      return value;
    }
  }

  /** What is at a path, which must be there. */
  record AtPath(DocumentPath path) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      AttributeValue value = path.in(item);
      if (value == null) {
        throw ApiException.validation(
            "The provided expression refers to an attribute that does not exist in the item");
      }
      return value;
    }
  }

  /** What is at a path or else another value. */
  record IfNotExists(DocumentPath path, UpdateValue otherwise) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      AttributeValue value = path.in(item);
      return value == null ? otherwise.in(item) : value;
    }
  }

  /** Two lists as one. */
  record ListAppend(UpdateValue head, UpdateValue tail) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      if (head.in(item) instanceof AttributeValue.ListOf first
          && tail.in(item) instanceof AttributeValue.ListOf second) {
        List<AttributeValue> joined = new ArrayList<>(first.elements());
        joined.addAll(second.elements());
        return new AttributeValue.ListOf(joined);
      }
      throw wrongType();
    }
  }

  /** A sum of two numbers. */
  record Sum(UpdateValue left, UpdateValue right) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      if (left.in(item) instanceof AttributeValue.Num a
          && right.in(item) instanceof AttributeValue.Num b) {
        return new AttributeValue.Num(Numbers.normal(a.value().add(b.value())));
      }
      throw wrongType();
    }
  }

  /** A difference of two numbers. */
  record Difference(UpdateValue left, UpdateValue right) implements UpdateValue {
    @Override
    public AttributeValue in(Item item) {
      if (left.in(item) instanceof AttributeValue.Num a
          && right.in(item) instanceof AttributeValue.Num b) {
        return new AttributeValue.Num(Numbers.normal(a.value().subtract(b.value())));
      }
      throw wrongType();
    }
  }

  /** The refusal of an operation on a stored value that doesn't allow it. */
  static ApiException wrongType() {
    return ApiException.validation("An operand in the update expression has an incorrect data type");
  }
}

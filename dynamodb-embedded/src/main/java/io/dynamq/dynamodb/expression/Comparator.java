package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Order;
import java.util.Optional;
import java.util.OptionalInt;

/** A comparison sign. */
enum Comparator {
  EQ("="),
  NE("<>"),
  LT("<"),
  LE("<="),
  GT(">"),
  GE(">=");

  private final String sign;

  Comparator(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  static Optional<Comparator> of(Token token) {
    for (Comparator comparator : values()) {
      if (token.isSign(comparator.sign)) {
        return Optional.of(comparator);
      }
    }
    return Optional.empty();
  }

  /** Compares two values; a missing one, which is null, differs from every value. */
  boolean holds(AttributeValue left, AttributeValue right) {
    if (this == NE) {
      return left == null || right == null || !left.equals(right);
    }
    if (left == null || right == null) {
      return false;
    }
    if (this == EQ) {
      return left.equals(right);
    }
    OptionalInt order = Order.compare(left, right);
    return order.isPresent() && accepts(order.getAsInt());
  }

  private boolean accepts(int order) {
    return switch (this) {
      case LT -> order < 0;
      case LE -> order <= 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case EQ -> order == 0;
      case NE -> order != 0;
    };
  }
}

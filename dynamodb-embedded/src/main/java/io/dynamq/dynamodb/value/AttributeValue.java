package io.dynamq.dynamodb.value;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One attribute's value. Equality is DynamoDB's: numbers by value, sets without order. */
public sealed interface AttributeValue {

  /** The wire type. */
  AttributeType type();

  /** Text of any length, also empty. */
  record Text(String value) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.S;
    }
  }

  /** A number, always in the normal form of {@link Numbers#normal}. */
  record Num(BigDecimal value) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.N;
    }
  }

  /** Bytes; the array must not be changed after construction. */
  record Bytes(byte[] value) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.B;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
      return "Bytes[" + HexFormat.of().formatHex(value) + "]";
    }
  }

  /** True or false. */
  record Bool(boolean value) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.BOOL;
    }
  }

  /** The null value, which is a value like the others. */
  record Null() implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.NULL;
    }
  }

  /** A non-empty set of scalars which all have the element type of {@code type}. */
  record SetOf(AttributeType type, Set<AttributeValue> elements) implements AttributeValue {}

  /** A list of values of any type. */
  record ListOf(List<AttributeValue> elements) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.L;
    }
  }

  /** A map from names to values of any type. */
  record MapOf(Map<String, AttributeValue> entries) implements AttributeValue {
    @Override
    public AttributeType type() {
      return AttributeType.M;
    }
  }

  /** Shorthand for text. */
  static AttributeValue text(String value) {
    return new Text(value);
  }

  /** Shorthand for a whole number. */
  static AttributeValue number(long value) {
    return new Num(Numbers.normal(BigDecimal.valueOf(value)));
  }
}

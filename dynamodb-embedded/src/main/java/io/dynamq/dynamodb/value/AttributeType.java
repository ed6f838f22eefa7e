package io.dynamq.dynamodb.value;

import java.util.Optional;

/** The ten types of an attribute value; the names are those of the wire. */
public enum AttributeType {
  S("STRING"),
  N("NUMBER"),
  B("BINARY"),
  BOOL("BOOLEAN"),
  NULL("NULL"),
  SS("STRING_SET"),
  NS("NUMBER_SET"),
  BS("BINARY_SET"),
  L("LIST"),
  M("MAP");

  private final String longName;

  AttributeType(String longName) {
    this.longName = longName;
  }

  /** The name that error messages about operands use. */
  public String longName() {
    return longName;
  }

  /** Whether values of this type can be a key and can be put in order. */
  public boolean isScalarKey() {
    return this == S || this == N || this == B;
  }

  /** Whether this is one of the three set types. */
  public boolean isSet() {
    return this == SS || this == NS || this == BS;
  }

  /** The type with this wire name. */
  public static Optional<AttributeType> ofWireName(String name) {
    for (AttributeType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}

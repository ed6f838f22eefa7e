package io.dynamq.dynamodb.value;

import io.dynamq.dynamodb.error.ApiException;
import java.util.Collection;

/** The bound on how deep lists and maps may lie in each other. */
public final class Nesting {

  private static final int LEVELS_MAX = 32;

  private Nesting() {}

  /** Refuses a level that is too deep; attributes of an item are at level 0. */
  static void check(int level) {
    if (level > LEVELS_MAX) {
      throw ApiException.validation("Nesting Levels have exceeded supported limits");
    }
  }

  /** Refuses an item that is nested too deeply, as an update can make it. */
  public static void check(Item item) {
    check(item.attributes().values(), 0);
  }

  private static void check(Collection<AttributeValue> values, int level) {
    check(level);
    for (AttributeValue value : values) {
      if (value instanceof AttributeValue.MapOf map) {
        check(map.entries().values(), level + 1);
      } else if (value instanceof AttributeValue.ListOf list) {
        check(list.elements(), level + 1);
      }
    }
  }
}

package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.value.Item;
import java.util.List;

/** A condition or filter, ready to judge items. */
public final class ConditionExpression {

  private final Condition condition;
  private final List<String> topLevelNames;

  private ConditionExpression(Condition condition, List<String> topLevelNames) {
    this.condition = condition;
    this.topLevelNames = topLevelNames;
  }

  /** Parses the text of a condition or filter. */
  public static ConditionExpression parse(ExpressionKind kind, String text, Bindings bindings) {
    ConditionParser parser = new ConditionParser(new TokenCursor(kind, text, bindings));
    Condition condition = parser.parse();
    return new ConditionExpression(condition, DocumentPath.topLevelNames(parser.paths()));
  }

  /** Whether the item satisfies the condition; a missing item is judged as an empty one. */
  public boolean test(Item item) {
    return condition.test(item);
  }

  /** The attributes the condition looks at. */
  public List<String> topLevelNames() {
    return topLevelNames;
  }
}

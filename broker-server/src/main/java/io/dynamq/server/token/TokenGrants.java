package io.dynamq.server.token;

import io.dynamq.auth.acl.GrantedRules;
import io.dynamq.store.access.AccessRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads access rules of a token: EMQX 4's {@code {"pub": [...], "sub": [...], "all": [...]}}, or
 * EMQX 5's list of {@code {"permission": ..., "action": ..., "topic": ...}}.
 */
final class TokenGrants {
  private static final int RULES_MAX = 1_000;

  private TokenGrants() {}

  /** Null if it cannot be read. */
  static GrantedRules read(Object claim) {
    List<AccessRule> rules = new ArrayList<>();
    boolean read =
        claim instanceof Map<?, ?> lists ? ofLists(lists, rules)
            : claim instanceof List<?> objects && ofObjects(objects, rules);
    return read && rules.size() <= RULES_MAX ? new GrantedRules(rules) : null;
  }

  private static boolean ofLists(Map<?, ?> lists, List<AccessRule> rules) {
    for (Map.Entry<?, ?> entry : lists.entrySet()) {
      String action = action(entry.getKey());
      if (action == null || !(entry.getValue() instanceof List<?> topics)) {
        return false;
      }
      for (Object topic : topics) {
        if (!(topic instanceof String text)) {
          return false;
        }
        rules.add(new AccessRule("the token's " + entry.getKey(), text, action, "allow"));
      }
    }
    return true;
  }

  private static boolean ofObjects(List<?> objects, List<AccessRule> rules) {
    for (Object object : objects) {
      if (!(object instanceof Map<?, ?> rule)
          || !(rule.get("topic") instanceof String topic)
          || !(rule.get("permission") instanceof String permission)
          || action(rule.get("action")) == null) {
        return false;
      }
      rules.add(
          new AccessRule(
              "the token's rule " + (rules.size() + 1),
              topic,
              action(rule.get("action")),
              permission));
    }
    return true;
  }

  private static String action(Object word) {
    return switch (String.valueOf(word)) {
      case "pub", "publish" -> "publish";
      case "sub", "subscribe" -> "subscribe";
      case "all", "pubsub" -> "pubsub";
      default -> null;
    };
  }
}

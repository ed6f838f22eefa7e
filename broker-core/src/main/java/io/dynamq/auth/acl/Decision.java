package io.dynamq.auth.acl;

/**
 * What was decided.
 *
 * @param rule null where none matched
 */
record Decision(boolean allowed, Rule rule) {
  static final Decision SUPERUSER = new Decision(true, null);

  String words() {
    if (this == SUPERUSER) {
      return "allowed to a superuser";
    }
    if (rule == null) {
      return "no rule matches and acl_nomatch = " + (allowed ? "allow" : "deny");
    }
    return (allowed ? "allowed by " : "denied by ") + rule.source();
  }
}

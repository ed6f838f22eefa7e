package io.dynamq.auth.acl;

/**
 * What was decided.
 *
 * @param rule null where none matched
 */
record Decision(boolean allowed, Rule rule) {
  static final Decision SUPERUSER = new Decision(true, null);

  String words() {
    return rule == null ? "no rule matches and acl_nomatch = deny" : "denied by " + rule.source();
  }
}

package io.dynamq.auth.acl;

import io.dynamq.store.access.AccessRule;
import java.util.List;

/**
 * What tables say of one client at one time: its own rules, its user name's, everyone's.
 *
 * @param lists null where the store has not answered for too long
 */
record KnownRows(List<List<AccessRule>> lists) {
  /** Of a client for which no table was asked. */
  static final KnownRows NONE = new KnownRows(List.of());

  private static final Rule UNREADABLE =
      new Rule(
          false,
          new Who.Everyone(),
          true,
          true,
          null,
          "mqtt_acl, which cannot be read");

  /** Adds what they say of a client; what is not known denies. */
  void addTo(List<ClientRule> rules, Subject subject) {
    if (lists.isEmpty()) {
      rules.add(UNREADABLE.forClient(subject));
    }
    for (List<AccessRule> list : lists) {
      if (list == null) {
        rules.add(UNREADABLE.forClient(subject));
        continue;
      }
      RowReader.addTo(rules, list, subject);
    }
  }
}

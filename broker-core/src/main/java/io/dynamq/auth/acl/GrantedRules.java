package io.dynamq.auth.acl;

import io.dynamq.hook.Standing;
import io.dynamq.store.access.AccessRule;
import java.util.List;

/**
 * Rules that a client has brought with its proof, such as those of a token. Where there are any they
 * are all: what none of them allows is denied.
 *
 * @param rules in the order in which they count
 */
public record GrantedRules(List<AccessRule> rules) {
  /** The attribute of {@link Standing} that has them. */
  public static final String ATTRIBUTE = "acl.granted";

  private static final Rule NOTHING_ELSE =
      new Rule(
          false, new Who.Everyone(), true, true, null, "the client's token, which does not grant it");

  public GrantedRules {
    rules = List.copyOf(rules);
  }

  static void addTo(List<ClientRule> all, Standing standing, Subject subject) {
    if (standing.attributes().get(ATTRIBUTE) instanceof GrantedRules granted) {
      RowReader.addTo(all, granted.rules, subject);
      all.add(NOTHING_ELSE.forClient(subject));
    }
  }
}

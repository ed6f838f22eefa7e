package io.dynamq.auth.acl;

import io.dynamq.setting.Problem;
import java.util.ArrayList;
import java.util.List;

/** The rules of one {@code acl.conf}, in its order. Immutable; any thread. */
public final class RuleList {
  private final List<Rule> rules;

  private RuleList(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /**
   * Reads rules.
   *
   * @param file the name by which mistakes are told
   * @param problems takes every mistake that is found
   * @return null if there are any
   */
  public static RuleList parse(String file, String text, List<Problem> problems) {
    TermReader reader = new TermReader(text);
    List<Rule> rules = new ArrayList<>();
    int before = problems.size();
    for (int number = 1; ; number++) {
      try {
        Term term = reader.next();
        if (term == null) {
          break;
        }
        rules.add(RuleReader.read(term, file));
      } catch (TermSyntaxException e) {
        problems.add(
            new Problem(file + ":" + e.line(), "rule " + number, e.getMessage()));
      }
    }
    return problems.size() == before ? new RuleList(rules) : null;
  }

  /** How many rules. */
  public int size() {
    return rules.size();
  }

  /** Those that say something about one client, in their order. */
  List<ClientRule> forClient(Subject subject) {
    List<ClientRule> mine = new ArrayList<>(rules.size());
    for (Rule rule : rules) {
      ClientRule one = rule.forClient(subject);
      if (one != null) {
        mine.add(one);
      }
    }
    return mine;
  }
}

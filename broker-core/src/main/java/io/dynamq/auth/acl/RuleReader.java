package io.dynamq.auth.acl;

import io.dynamq.auth.acl.Term.Atom;
import io.dynamq.auth.acl.Term.Listing;
import io.dynamq.auth.acl.Term.Text;
import io.dynamq.auth.acl.Term.Tuple;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;

/** Makes a rule of a term. */
final class RuleReader {
  private static final String FORM =
      "expected {allow, all}, {deny, all} or {allow|deny, Who, publish|subscribe|pubsub,"
          + " [\"topic\", ...]}";

  /** EMQX 4.4's placeholders that this broker knows no value for. */
  private static final List<String> UNKNOWN = List.of("%cida", "%cna");

  private RuleReader() {}

  /**
   * @param file as operators know it
   */
  static Rule read(Term term, String file) throws TermSyntaxException {
    if (!(term instanceof Tuple tuple)) {
      throw new TermSyntaxException(term.line(), "'" + term + "' is no rule, " + FORM);
    }
    List<Term> parts = tuple.parts();
    boolean whole = parts.size() == 2 && parts.get(1).toString().equals("all");
    if (!whole && parts.size() != 4) {
      throw new TermSyntaxException(term.line(), "'" + term + "' is no rule, " + FORM);
    }
    boolean allows = one(parts.get(0), "allow", "deny") == 0;
    String source = file + ":" + term.line() + " " + term;
    if (whole) {
      return new Rule(allows, new Who.Everyone(), true, true, null, source);
    }
    int action = one(parts.get(2), "publish", "subscribe", "pubsub");
    return new Rule(
        allows,
        WhoReader.read(parts.get(1)),
        action != 1,
        action != 0,
        topics(parts.get(3)),
        source);
  }

  /** Which of some words a term is. */
  private static int one(Term term, String... words) throws TermSyntaxException {
    int index =
        term instanceof Atom atom ? List.of(words).indexOf(atom.name()) : -1;
    if (index < 0) {
      throw new TermSyntaxException(
          term.line(), "'" + term + "' stands here, expected " + String.join(" or ", words));
    }
    return index;
  }

  private static List<TopicSpec> topics(Term term) throws TermSyntaxException {
    if (term instanceof Text) {
      return List.of(topic(term));
    }
    if (!(term instanceof Listing listing) || listing.parts().isEmpty()) {
      throw new TermSyntaxException(
          term.line(), "'" + term + "' stands here, expected a list of topics such as [\"a/#\"]");
    }
    List<TopicSpec> topics = new ArrayList<>();
    for (Term part : listing.parts()) {
      topics.add(topic(part));
    }
    return List.copyOf(topics);
  }

  private static TopicSpec topic(Term term) throws TermSyntaxException {
    boolean exact =
        term instanceof Tuple tuple
            && tuple.parts().size() == 2
            && tuple.parts().get(0).toString().equals("eq");
    Term written = exact ? ((Tuple) term).parts().get(1) : term;
    if (!(written instanceof Text text)) {
      throw new TermSyntaxException(
          term.line(), "'" + term + "' is no topic, expected \"a/#\" or {eq, \"a/#\"}");
    }
    check(text, exact);
    return new TopicSpec(text.value(), exact);
  }

  private static void check(Text text, boolean exact) throws TermSyntaxException {
    for (String level : text.value().split("/", -1)) {
      if (!exact && UNKNOWN.contains(level)) {
        throw new TermSyntaxException(
            text.line(), text + " has " + level + ", expected %c or %u: clients have no aliases");
      }
    }
    try {
      TopicFilter filter = TopicFilter.of(text.value());
      if (filter.kind() == TopicFilter.Kind.PLAIN) {
        return;
      }
      throw new TermSyntaxException(
          text.line(),
          text + " would match nothing, expected the filter behind the prefix, \"" + filter.path()
              + "\", which is what is judged");
    } catch (InvalidTopicException e) {
      throw new TermSyntaxException(
          text.line(), text + " is no topic filter: " + e.getMessage() + ", expected one such as \"a/#\"");
    }
  }
}

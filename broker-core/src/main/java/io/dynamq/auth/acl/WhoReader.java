package io.dynamq.auth.acl;

import io.dynamq.auth.acl.Term.Atom;
import io.dynamq.auth.acl.Term.Listing;
import io.dynamq.auth.acl.Term.Text;
import io.dynamq.auth.acl.Term.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Makes out whom a rule is about. */
final class WhoReader {
  private static final String EXPECTED =
      "expected all, {user, \"name\"}, {client, \"id\"}, {ipaddr, \"10.0.0.0/8\"},"
          + " {ipaddrs, [\"...\"]}, {'and', [...]} or {'or', [...]}";

  private WhoReader() {}

  static Who read(Term term) throws TermSyntaxException {
    if (isAll(term)) {
      return new Who.Everyone();
    }
    if (!(term instanceof Tuple tuple)
        || tuple.parts().size() != 2
        || !(tuple.parts().get(0) instanceof Atom kind)) {
      throw wrong(term);
    }
    Term value = tuple.parts().get(1);
    return switch (kind.name()) {
      case "user" -> isAll(value) ? new Who.Everyone() : new Who.User(text(value));
      case "client" -> isAll(value) ? new Who.Everyone() : new Who.Client(text(value));
      case "ipaddr" -> new Who.From(List.of(network(value)));
      case "ipaddrs" -> new Who.From(networks(value));
      case "and" -> new Who.Every(several(value));
      case "or" -> new Who.Any(several(value));
      default -> throw wrong(term);
    };
  }

  private static boolean isAll(Term term) {
    return term instanceof Atom atom && atom.name().equals("all");
  }

  private static String text(Term term) throws TermSyntaxException {
    if (term instanceof Text text) {
      return text.value();
    }
    throw new TermSyntaxException(
        term.line(), "'" + term + "' is no name, expected a text in quotes or all");
  }

  private static Cidr network(Term term) throws TermSyntaxException {
    Cidr network = term instanceof Text text ? Cidr.parse(text.value()) : null;
    if (network == null) {
      throw new TermSyntaxException(
          term.line(),
          term + " is no address, expected one such as \"127.0.0.1\", \"10.0.0.0/8\" or \"::1\"");
    }
    return network;
  }

  private static List<Cidr> networks(Term term) throws TermSyntaxException {
    List<Cidr> networks = new ArrayList<>();
    for (Term part : filled(term, "a list of addresses such as [\"127.0.0.1\"]")) {
      networks.add(network(part));
    }
    return List.copyOf(networks);
  }

  private static List<Who> several(Term term) throws TermSyntaxException {
    List<Who> several = new ArrayList<>();
    for (Term part : filled(term, "a list such as [{user, \"a\"}, {client, \"b\"}]")) {
      several.add(read(part));
    }
    return List.copyOf(several);
  }

  /** An empty list is a mistake: of an 'and' it would mean everyone. */
  private static List<Term> filled(Term term, String expected) throws TermSyntaxException {
    if (term instanceof Listing listing && !listing.parts().isEmpty()) {
      return listing.parts();
    }
    throw new TermSyntaxException(
        term.line(), "'" + term + "' stands here, expected " + expected);
  }

  private static TermSyntaxException wrong(Term term) {
    return new TermSyntaxException(
        term.line(), "'" + term + "' says not whom the rule is about, " + EXPECTED);
  }
}

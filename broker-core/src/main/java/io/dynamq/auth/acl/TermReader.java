package io.dynamq.auth.acl;

import io.dynamq.auth.acl.TermScanner.Kind;
import io.dynamq.auth.acl.TermScanner.Token;
import java.util.ArrayList;
import java.util.List;

/** Reads terms that each end with a full stop, as Erlang's {@code file:consult} does. */
final class TermReader {
  /** Deeper rules say nothing that shallower ones cannot. */
  private static final int MAX_DEPTH = 32;

  private final TermScanner scanner;
  private Token token;

  TermReader(String source) {
    this.scanner = new TermScanner(source);
  }

  /**
   * The next term.
   *
   * @return null at the end
   * @throws TermSyntaxException after which the term behind can be read
   */
  Term next() throws TermSyntaxException {
    try {
      advance();
      if (token.kind() == Kind.END) {
        return null;
      }
      Term term = term(0);
      if (!token.is(".")) {
        throw wrong("a full stop behind the term");
      }
      return term;
    } catch (TermSyntaxException e) {
      if (token == null || !token.is(".")) {
        scanner.skipTerm();
      }
      throw e;
    }
  }

  private Term term(int depth) throws TermSyntaxException {
    if (depth > MAX_DEPTH) {
      throw new TermSyntaxException(
          token.line(), "nested too deeply, expected at most " + MAX_DEPTH + " levels");
    }
    Token first = token;
    if (first.kind() == Kind.ATOM) {
      advance();
      return new Term.Atom(first.text(), first.line());
    }
    if (first.kind() == Kind.TEXT) {
      return text();
    }
    if (first.is("<<")) {
      return binary();
    }
    if (first.is("{")) {
      return new Term.Tuple(parts("}", depth), first.line());
    }
    if (first.is("[")) {
      return new Term.Listing(parts("]", depth), first.line());
    }
    throw wrong("a word, a text in quotes, a tuple {...} or a list [...]");
  }

  /** Strings side by side are one, as in Erlang. */
  private Term text() throws TermSyntaxException {
    int line = token.line();
    StringBuilder text = new StringBuilder();
    while (token.kind() == Kind.TEXT) {
      text.append(token.text());
      advance();
    }
    return new Term.Text(text.toString(), line);
  }

  private Term binary() throws TermSyntaxException {
    advance();
    if (token.kind() != Kind.TEXT) {
      throw wrong("a text such as <<\"a/b\">>");
    }
    Term text = text();
    if (token.is("/")) {
      advance();
      if (token.kind() != Kind.ATOM || !token.text().equals("utf8")) {
        throw wrong("utf8");
      }
      advance();
    }
    if (!token.is(">>")) {
      throw wrong(">>");
    }
    advance();
    return text;
  }

  private List<Term> parts(String close, int depth) throws TermSyntaxException {
    List<Term> parts = new ArrayList<>();
    advance();
    if (token.is(close)) {
      advance();
      return parts;
    }
    while (true) {
      parts.add(term(depth + 1));
      boolean closed = token.is(close);
      if (!closed && !token.is(",")) {
        throw wrong("a comma or " + close);
      }
      advance();
      if (closed) {
        return parts;
      }
    }
  }

  private void advance() throws TermSyntaxException {
    token = scanner.next();
  }

  private TermSyntaxException wrong(String expected) {
    return new TermSyntaxException(
        token.line(), token.shown() + " stands here, expected " + expected);
  }
}

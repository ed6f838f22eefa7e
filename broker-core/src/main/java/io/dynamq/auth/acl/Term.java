package io.dynamq.auth.acl;

import java.util.List;
import java.util.stream.Collectors;

/** A term of Erlang, as far as access rules need them; each knows its line, from 1. */
sealed interface Term {
  int line();

  /** A word such as {@code allow}, or anything in single quotes. */
  record Atom(String name, int line) implements Term {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A string or binary; EMQX takes one for the other. */
  record Text(String value, int line) implements Term {
    @Override
    public String toString() {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** Terms in braces. */
  record Tuple(List<Term> parts, int line) implements Term {
    @Override
    public String toString() {
      return parts.stream().map(Term::toString).collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** Terms in brackets. */
  record Listing(List<Term> parts, int line) implements Term {
    @Override
    public String toString() {
      return parts.stream().map(Term::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }
}

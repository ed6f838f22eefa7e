package io.dynamq.auth.acl;

import java.util.Set;

/** Cuts text into the tokens of Erlang terms; skips blanks and {@code %} comments. */
final class TermScanner {

  /** What a token is; marks stand for themselves in the token's text. */
  enum Kind {
    ATOM,
    TEXT,
    MARK,
    END
  }

  /**
   * One token.
   *
   * @param text an atom's name, a string's characters, or a mark such as <code>{</code>
   */
  record Token(Kind kind, String text, int line) {
    boolean is(String mark) {
      return kind == Kind.MARK && text.equals(mark);
    }

    /** For messages. */
    String shown() {
      return switch (kind) {
        case END -> "the end of the file";
        case TEXT -> "the text \"" + text + '"';
        default -> "'" + text + "'";
      };
    }
  }

  private static final Set<Character> MARKS = Set.of('{', '}', '[', ']', ',', '/');

  private final String source;
  private int at;
  private int line = 1;

  TermScanner(String source) {
    this.source = source;
  }

  Token next() throws TermSyntaxException {
    skipBlanks();
    if (at >= source.length()) {
      return new Token(Kind.END, "", line);
    }
    char c = source.charAt(at);
    if (c == '"') {
      int began = line;
      return new Token(Kind.TEXT, quoted('"'), began);
    }
    if (c == '\'') {
      int began = line;
      return new Token(Kind.ATOM, quoted('\''), began);
    }
    if (c >= 'a' && c <= 'z') {
      return new Token(Kind.ATOM, word(), line);
    }
    if (MARKS.contains(c)) {
      at++;
      return new Token(Kind.MARK, String.valueOf(c), line);
    }
    if (source.startsWith("<<", at) || source.startsWith(">>", at)) {
      at += 2;
      return new Token(Kind.MARK, source.substring(at - 2, at), line);
    }
    if (c == '.' && endsTerm(at)) {
      at++;
      return new Token(Kind.MARK, ".", line);
    }
    throw new TermSyntaxException(
        line, "'" + word() + "' is no term, expected a tuple such as {allow, all}.");
  }

  /** Goes on behind the next full stop that ends a line, so that later mistakes are found too. */
  void skipTerm() {
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c == '\n') {
        line++;
      } else if (c == '.' && (at == source.length() || "\r\n".indexOf(source.charAt(at)) >= 0)) {
        return;
      }
    }
  }

  private void skipBlanks() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '%') {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else if (c <= ' ' || c == '\uFEFF' || c == '\u00A0') {
        line += c == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }

  private boolean endsTerm(int stop) {
    return stop + 1 == source.length()
        || source.charAt(stop + 1) <= ' '
        || source.charAt(stop + 1) == '%';
  }

  private String word() {
    int from = at++;
    while (at < source.length() && isWordPart(source.charAt(at))) {
      at++;
    }
    return source.substring(from, at);
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '@';
  }

  private String quoted(char quote) throws TermSyntaxException {
    int began = line;
    at++;
    StringBuilder text = new StringBuilder();
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c == quote) {
        return text.toString();
      }
      if (c == '\n') {
        line++;
      }
      if (c == '\\') {
        escaped(text);
      } else {
        text.append(c);
      }
    }
    throw new TermSyntaxException(began, "the text that begins here has no closing " + quote);
  }

  private void escaped(StringBuilder to) throws TermSyntaxException {
    if (at == source.length()) {
      throw new TermSyntaxException(line, "nothing follows the backslash");
    }
    char c = source.charAt(at++);
    switch (c) {
      case 'n' -> to.append('\n');
      case 't' -> to.append('\t');
      case 'r' -> to.append('\r');
      case 's' -> to.append(' ');
      case 'b' -> to.append('\b');
      case 'f' -> to.append('\f');
      case 'v' -> to.append('\u000B');
      case 'e' -> to.append('\u001B');
      case 'd' -> to.append('\u007F');
      case 'x' -> hex(to);
      default -> {
        if (c >= '0' && c <= '7') {
          octal(to, c);
        } else {
          line += c == '\n' ? 1 : 0;
          to.append(c);
        }
      }
    }
  }

  private void octal(StringBuilder to, char first) {
    int value = first - '0';
    for (int i = 0; i < 2 && at < source.length() && isOctal(source.charAt(at)); i++) {
      value = value * 8 + source.charAt(at++) - '0';
    }
    to.append((char) value);
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  /** {@code \xHH} or {@code \x{H...}}. */
  private void hex(StringBuilder to) throws TermSyntaxException {
    boolean braces = source.startsWith("{", at);
    int from = braces ? at + 1 : at;
    int end = braces ? source.indexOf('}', from) : Math.min(from + 2, source.length());
    try {
      int point = Integer.parseInt(source.substring(from, end), 16);
      to.appendCodePoint(point);
      at = braces ? end + 1 : end;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new TermSyntaxException(line, "\\x is followed by no character's number, expected \\x41");
    }
  }
}

package io.dynamq.dynamodb.expression;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. */
final class Lexer {

  private static final int EXPRESSION_BYTES_MAX = 4096;
  private static final int NEAR_LENGTH = 12;

  private final ExpressionKind kind;
  private final String text;
  private int position;

  Lexer(ExpressionKind kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  List<Token> tokens() {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    if (size > EXPRESSION_BYTES_MAX) {
      throw kind.invalid(
          "Expression size has exceeded the maximum allowed size; expression size: " + size);
    }
    if (text.isBlank()) {
      throw kind.invalid("The expression can not be empty;");
    }
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = next();
      tokens.add(token);
    } while (token.kind() != Token.Kind.END);
    return tokens;
  }

  /** The words around a token, for error messages. */
  static String near(String text, Token token) {
    int from = Math.max(0, token.position() - NEAR_LENGTH);
    int to = Math.min(text.length(), token.position() + token.text().length() + NEAR_LENGTH);
    return text.substring(from, to);
  }

  private Token next() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
    if (position == text.length()) {
      return new Token(Token.Kind.END, "<EOF>", position);
    }
    int start = position;
    char first = text.charAt(position++);
    if (first == '#') {
      return word(Token.Kind.NAME_REFERENCE, start);
    } else if (first == ':') {
      return word(Token.Kind.VALUE_REFERENCE, start);
    } else if (isDigit(first)) {
      return number(start);
    } else if (isWordPart(first)) {
      return word(Token.Kind.WORD, start);
    }
    return sign(start, first);
  }

  private Token word(Token.Kind tokenKind, int start) {
    while (position < text.length() && isWordPart(text.charAt(position))) {
      position++;
    }
    Token token = new Token(tokenKind, text.substring(start, position), start);
    if (tokenKind != Token.Kind.WORD && token.text().length() == 1) {
      throw syntaxError(token);
    }
    return token;
  }

  private Token number(int start) {
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    return new Token(Token.Kind.NUMBER, text.substring(start, position), start);
  }

  private Token sign(int start, char first) {
    char second = position < text.length() ? text.charAt(position) : ' ';
    if (first == '<' && (second == '=' || second == '>') || first == '>' && second == '=') {
      position++;
    }
    Token token = new Token(Token.Kind.SIGN, text.substring(start, position), start);
    if ("()[],.=<>+-".indexOf(first) < 0) {
      throw syntaxError(token);
    }
    return token;
  }

  private RuntimeException syntaxError(Token token) {
    return kind.invalid(
        "Syntax error; token: \"%s\", near: \"%s\"".formatted(token.text(), near(text, token)));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c == '_' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}

package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands tokens to a parser, and reads what all parsers share: document paths and values.
 *
 * <p>It also bounds the depth to which a parser may descend, because the text comes from a client.
 */
final class TokenCursor {

  private static final int DEPTH_MAX = 100;

  private final ExpressionKind kind;
  private final String text;
  private final List<Token> tokens;
  private final Bindings bindings;
  private int position;
  private int depth;

  TokenCursor(ExpressionKind kind, String text, Bindings bindings) {
    this.kind = kind;
    this.text = text;
    this.tokens = new Lexer(kind, text).tokens();
    this.bindings = bindings;
  }

  ExpressionKind kind() {
    return kind;
  }

  Token peek() {
    return tokens.get(position);
  }

  /** Whether a function's name and its opening parenthesis come next. */
  boolean atFunction() {
    return peek().kind() == Token.Kind.WORD
        && tokens.get(position + 1).isSign("(")
        && !peek().isKeyword("NOT");
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  boolean takeSign(String sign) {
    boolean found = peek().isSign(sign);
    position += found ? 1 : 0;
    return found;
  }

  boolean takeKeyword(String word) {
    boolean found = peek().isKeyword(word);
    position += found ? 1 : 0;
    return found;
  }

  void expectSign(String sign) {
    if (!takeSign(sign)) {
      throw syntaxError();
    }
  }

  void expectKeyword(String word) {
    if (!takeKeyword(word)) {
      throw syntaxError();
    }
  }

  void expectEnd() {
    if (peek().kind() != Token.Kind.END) {
      throw syntaxError();
    }
  }

  void descend() {
    depth++;
    if (depth > DEPTH_MAX) {
      throw kind.invalid("The expression is nested too deeply; maximum depth: " + DEPTH_MAX);
    }
  }

  void ascend() {
    depth--;
  }

  ApiException syntaxError() {
    return kind.invalid(
        "Syntax error; token: \"%s\", near: \"%s\""
            .formatted(peek().text(), Lexer.near(text, peek())));
  }

  boolean atPath() {
    return peek().kind() == Token.Kind.WORD || peek().kind() == Token.Kind.NAME_REFERENCE;
  }

  boolean atValue() {
    return peek().kind() == Token.Kind.VALUE_REFERENCE;
  }

  AttributeValue value() {
    if (!atValue()) {
      throw syntaxError();
    }
    return bindings.value(next().text(), kind);
  }

  DocumentPath path() {
    List<DocumentPath.Step> steps = new ArrayList<>();
    steps.add(attribute());
    while (true) {
      if (takeSign(".")) {
        steps.add(attribute());
      } else if (takeSign("[")) {
        steps.add(index());
        expectSign("]");
      } else {
        return new DocumentPath(steps);
      }
    }
  }

  private DocumentPath.Step attribute() {
    if (!atPath()) {
      throw syntaxError();
    }
    Token token = next();
    if (token.kind() == Token.Kind.NAME_REFERENCE) {
      return new DocumentPath.Attribute(bindings.name(token.text(), kind));
    }
    if (ReservedWords.contains(token.text())) {
      throw kind.invalid(
          "Attribute name is a reserved keyword; reserved keyword: " + token.text());
    }
    return new DocumentPath.Attribute(token.text());
  }

  private DocumentPath.Step index() {
    if (peek().kind() != Token.Kind.NUMBER) {
      throw syntaxError();
    }
    Token token = next();
    try {
      return new DocumentPath.Index(Integer.parseInt(token.text()));
    } catch (NumberFormatException e) {
      throw kind.invalid("List index is not within the allowable range; index: [" + token.text() + "]");
    }
  }
}

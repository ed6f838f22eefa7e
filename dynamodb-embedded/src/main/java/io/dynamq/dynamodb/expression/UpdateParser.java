package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Parses updates: sections SET, REMOVE, ADD and DELETE, each at most once, in any order. */
final class UpdateParser {

  private final TokenCursor tokens;
  private final List<UpdateAction> actions = new ArrayList<>();
  private final Set<String> sections = new HashSet<>();

  UpdateParser(TokenCursor tokens) {
    this.tokens = tokens;
  }

  List<UpdateAction> parse() {
    do {
      section();
    } while (tokens.peek().kind() != Token.Kind.END);
    return actions;
  }

  private void section() {
    Token token = tokens.peek();
    if (token.kind() != Token.Kind.WORD
        || !Set.of("SET", "REMOVE", "ADD", "DELETE").contains(token.keyword())) {
      throw tokens.syntaxError();
    }
    String name = token.keyword();
    if (!sections.add(name)) {
      throw tokens
          .kind()
          .invalid("The \"" + name + "\" section can only be used once in an update expression;");
    }
    tokens.next();
    do {
      actions.add(action(name));
    } while (tokens.takeSign(","));
  }

  private UpdateAction action(String section) {
    DocumentPath path = tokens.path();
    return switch (section) {
      case "SET" -> {
        tokens.expectSign("=");
        yield new UpdateAction.Assign(path, value());
      }
      case "REMOVE" -> new UpdateAction.Remove(path);
      case "ADD" -> new UpdateAction.Add(path, addend());
      default -> new UpdateAction.Delete(path, subtrahend());
    };
  }

  private AttributeValue addend() {
    AttributeValue value = tokens.value();
    if (value.type() != AttributeType.N && !value.type().isSet()) {
      throw wrongType("operator: ADD", value);
    }
    return value;
  }

  private AttributeValue.SetOf subtrahend() {
    AttributeValue value = tokens.value();
    if (value instanceof AttributeValue.SetOf set) {
      return set;
    }
    throw wrongType("operator: DELETE", value);
  }

  private UpdateValue value() {
    tokens.descend();
    UpdateValue left = operand();
    UpdateValue value = left;
    if (tokens.takeSign("+")) {
      UpdateValue right = operand();
      requireNumbers("+", left, right);
      value = new UpdateValue.Sum(left, right);
    } else if (tokens.takeSign("-")) {
      UpdateValue right = operand();
      requireNumbers("-", left, right);
      value = new UpdateValue.Difference(left, right);
    }
    tokens.ascend();
    return value;
  }

  private UpdateValue operand() {
    if (tokens.takeSign("(")) {
      UpdateValue inner = value();
      tokens.expectSign(")");
      return inner;
    } else if (tokens.atValue()) {
      return new UpdateValue.Given(tokens.value());
    } else if (tokens.atFunction()) {
      return function();
    }
    return new UpdateValue.AtPath(tokens.path());
  }

  private UpdateValue function() {
    String name = tokens.next().text();
    tokens.expectSign("(");
    UpdateValue result =
        switch (name) {
          case "if_not_exists" -> {
            DocumentPath path = tokens.path();
            tokens.expectSign(",");
            yield new UpdateValue.IfNotExists(path, value());
          }
          case "list_append" -> {
            UpdateValue head = value();
            tokens.expectSign(",");
            yield new UpdateValue.ListAppend(head, value());
          }
          default -> throw tokens.kind().invalid("Invalid function name; function: " + name);
        };
    tokens.expectSign(")");
    if (result instanceof UpdateValue.ListAppend append) {
      requireList(append.head());
      requireList(append.tail());
    }
    return result;
  }

  private void requireNumbers(String operator, UpdateValue... operands) {
    for (UpdateValue operand : operands) {
      if (operand instanceof UpdateValue.Given given && given.value().type() != AttributeType.N) {
        throw tokens
            .kind()
            .invalid(
                "Incorrect operand type for operator or function; operator or function: "
                    + operator
                    + ", operand type: "
                    + given.value().type());
      }
    }
  }

  private void requireList(UpdateValue operand) {
    if (operand instanceof UpdateValue.Given given && given.value().type() != AttributeType.L) {
      throw tokens
          .kind()
          .invalid(
              "Incorrect operand type for operator or function; operator or function: list_append,"
                  + " operand type: "
                  + given.value().type());
    }
  }

  private ApiException wrongType(String operator, AttributeValue value) {
    return tokens
        .kind()
        .invalid(
            "Incorrect operand type for operator or function; "
                + operator
                + ", operand type: "
                + value.type().longName());
  }
}

package io.dynamq.dynamodb.expression;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses conditions: {@code or := and {OR and}}, {@code and := not {AND not}}, and so on down. */
final class ConditionParser {

  private static final Set<String> FUNCTIONS =
      Set.of(
          "attribute_exists",
          "attribute_not_exists",
          "attribute_type",
          "begins_with",
          "contains",
          "size");

  private final TokenCursor tokens;
  private final List<DocumentPath> paths = new ArrayList<>();

  ConditionParser(TokenCursor tokens) {
    this.tokens = tokens;
  }

  Condition parse() {
    Condition condition = or();
    tokens.expectEnd();
    return condition;
  }

  /** The paths met so far. */
  List<DocumentPath> paths() {
    return paths;
  }

  private Condition or() {
    tokens.descend();
    Condition left = and();
    while (tokens.takeKeyword("OR")) {
      left = new Condition.Or(left, and());
    }
    tokens.ascend();
    return left;
  }

  private Condition and() {
    Condition left = not();
    while (tokens.takeKeyword("AND")) {
      left = new Condition.And(left, not());
    }
    return left;
  }

  private Condition not() {
    tokens.descend();
    Condition condition = tokens.takeKeyword("NOT") ? new Condition.Not(not()) : primary();
    tokens.ascend();
    return condition;
  }

  private Condition primary() {
    if (tokens.takeSign("(")) {
      Condition inner = or();
      tokens.expectSign(")");
      return inner;
    }
    if (tokens.atFunction() && !tokens.peek().text().equals("size")) {
      return function();
    }
    Operand left = operand();
    Comparator comparator = Comparator.of(tokens.peek()).orElse(null);
    if (comparator != null) {
      tokens.next();
      return new Condition.Compare(comparator, left, operand());
    } else if (tokens.takeKeyword("BETWEEN")) {
      return between(left);
    } else if (tokens.takeKeyword("IN")) {
      return new Condition.In(left, arguments());
    } else if (left instanceof Operand.SizeOf) {
      throw misused("size");
    }
    throw tokens.syntaxError();
  }

  private Condition between(Operand left) {
    Operand low = operand();
    tokens.expectKeyword("AND");
    Operand high = operand();
    if (low instanceof Operand.Given a
        && high instanceof Operand.Given b
        && a.value().type().isScalarKey()
        && !Comparator.LE.holds(a.value(), b.value())) {
      throw tokens
          .kind()
          .invalid(
              "The BETWEEN operator requires upper bound to be greater than or equal to lower"
                  + " bound");
    }
    return new Condition.Between(left, low, high);
  }

  private Operand operand() {
    if (tokens.atValue()) {
      return new Operand.Given(tokens.value());
    }
    if (tokens.atFunction()) {
      String name = tokens.peek().text();
      requireKnown(name);
      if (!name.equals("size")) {
        throw misused(name);
      }
      tokens.next();
      List<Operand> arguments = arguments();
      requireCount(name, arguments, 1);
      return new Operand.SizeOf(pathOf(name, arguments.get(0)));
    }
    DocumentPath path = tokens.path();
    paths.add(path);
    return new Operand.AtPath(path);
  }

  private List<Operand> arguments() {
    tokens.descend();
    tokens.expectSign("(");
    List<Operand> arguments = new ArrayList<>();
    do {
      arguments.add(operand());
    } while (tokens.takeSign(","));
    tokens.expectSign(")");
    tokens.ascend();
    return arguments;
  }

  private Condition function() {
    String name = tokens.next().text();
    requireKnown(name);
    List<Operand> arguments = arguments();
    requireCount(name, arguments, name.endsWith("exists") ? 1 : 2);
    Operand first = arguments.get(0);
    return switch (name) {
      case "attribute_exists" -> new Condition.Exists(pathOf(name, first));
      case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(pathOf(name, first)));
      case "attribute_type" ->
          new Condition.HasType(pathOf(name, first), typeNamed(name, arguments.get(1)));
      case "begins_with" -> {
        requireTextOrBytes(name, first);
        requireTextOrBytes(name, arguments.get(1));
        yield new Condition.BeginsWith(first, arguments.get(1));
      }
      default -> new Condition.Contains(first, arguments.get(1));
    };
  }

  private void requireKnown(String name) {
    if (!FUNCTIONS.contains(name)) {
      throw tokens.kind().invalid("Invalid function name; function: " + name);
    }
  }

  private void requireCount(String name, List<Operand> arguments, int count) {
    if (arguments.size() != count) {
      throw tokens
          .kind()
          .invalid(
              "Incorrect number of operands for operator or function; operator or function: "
                  + name
                  + ", number of operands: "
                  + arguments.size());
    }
  }

  private ApiException misused(String function) {
    return tokens
        .kind()
        .invalid("The function is not allowed to be used this way in an expression; function: " + function);
  }

  private DocumentPath pathOf(String function, Operand operand) {
    if (operand instanceof Operand.AtPath atPath) {
      return atPath.path();
    }
    throw tokens
        .kind()
        .invalid("Operator or function requires a document path; operator or function: " + function);
  }

  private AttributeType typeNamed(String function, Operand operand) {
    if (!(operand instanceof Operand.Given given)
        || !(given.value() instanceof AttributeValue.Text name)) {
      throw wrongType(function, operand);
    }
    return AttributeType.ofWireName(name.value())
        .orElseThrow(
            () ->
                tokens
                    .kind()
                    .invalid(
                        "Invalid attribute type name found; type: "
                            + name.value()
                            + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"));
  }

  private void requireTextOrBytes(String function, Operand operand) {
    if (operand instanceof Operand.SizeOf
        || operand instanceof Operand.Given given
            && given.value().type() != AttributeType.S
            && given.value().type() != AttributeType.B) {
      throw wrongType(function, operand);
    }
  }

  private ApiException wrongType(String function, Operand operand) {
    String type = operand instanceof Operand.Given given ? given.value().type().name() : "N";
    return tokens
        .kind()
        .invalid(
            "Incorrect operand type for operator or function; operator or function: "
                + function
                + ", operand type: "
                + type);
  }
}

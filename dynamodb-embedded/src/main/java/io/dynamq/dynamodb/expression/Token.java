package io.dynamq.dynamodb.expression;

import java.util.Locale;

/** A word, reference, number or sign of an expression, and where it begins. */
record Token(Kind kind, String text, int position) {

  /** What a token is. */
  enum Kind {
    WORD,
    NAME_REFERENCE,
    VALUE_REFERENCE,
    NUMBER,
    SIGN,
    END
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Keywords may be written in any case. */
  boolean isKeyword(String upperCaseWord) {
    return kind == Kind.WORD && keyword().equals(upperCaseWord);
  }

  String keyword() {
    return text.toUpperCase(Locale.ROOT);
  }
}

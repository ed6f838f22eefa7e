package io.dynamq.dynamodb.value;

import io.dynamq.dynamodb.error.ApiException;
import java.math.BigDecimal;

/**
 * The rules of DynamoDB's numbers: 38 significant digits, magnitudes from 1E-130 to 9.9E+125.
 *
 * <p>The normal form has no trailing zeros, so that equal numbers are equal objects.
 */
public final class Numbers {

  private static final int DIGITS_MAX = 38;
  private static final int EXPONENT_MAX = 125;
  private static final int EXPONENT_MIN = -130;
  // Reading a decimal costs time that grows with the square of its length.
  private static final int LITERAL_LENGTH_MAX = 512;

  private Numbers() {}

  /** Reads a number from the wire, or refuses it with the message of DynamoDB. */
  public static BigDecimal parse(String literal) {
    if (literal.length() > LITERAL_LENGTH_MAX) {
      throw tooManyDigits();
    }
    try {
      return normal(new BigDecimal(literal.strip()));
    } catch (NumberFormatException e) {
      throw ApiException.validation(
          literal.isEmpty()
              ? "The parameter cannot be converted to a numeric value"
              : "The parameter cannot be converted to a numeric value: " + literal);
    }
  }

  /** Brings a number into normal form, or refuses it when it is out of bounds. */
  public static BigDecimal normal(BigDecimal number) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    int exponent = exponent(stripped);
    if (exponent > EXPONENT_MAX) {
      throw ApiException.validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported"
              + " range");
    }
    if (exponent < EXPONENT_MIN) {
      throw ApiException.validation(
          "Number underflow. Attempting to store a number with magnitude smaller than supported"
              + " range");
    }
    if (stripped.precision() > DIGITS_MAX) {
      throw tooManyDigits();
    }
    return stripped;
  }

  /** The power of ten of the first digit: 0 for 1 to 9.99, 2 for 100, -1 for 0.1. */
  public static int exponent(BigDecimal number) {
    return number.precision() - number.scale() - 1;
  }

  /** How many bytes the number counts for in an item's size. */
  static int size(BigDecimal number) {
    if (number.signum() == 0) {
      return 1;
    }
    int digits = number.precision();
    // Two digits share a byte and the pairs are aligned on the decimal point.
    boolean shifted = digits % 2 == 0 && exponent(number) % 2 == 0;
    return 1 + (digits + 1) / 2 + (shifted ? 1 : 0) + (number.signum() < 0 ? 1 : 0);
  }

  private static ApiException tooManyDigits() {
    return ApiException.validation(
        "Attempting to store more than 38 significant digits in a Number");
  }
}

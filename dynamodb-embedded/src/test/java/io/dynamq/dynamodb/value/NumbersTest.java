package io.dynamq.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.error.ApiException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

  @ParameterizedTest
  @CsvSource({"0,0", "-0.000,0", "1.50,1.5", "1E2,100", "007,7", "+3,3", "1E-3,0.001"})
  void bringsEqualNumbersIntoOneForm(String literal, String plain) {
    BigDecimal number = Numbers.parse(literal);
    assertThat(number.toPlainString()).isEqualTo(plain);
    assertThat(number).isEqualTo(Numbers.parse(plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1,5", "NaN", "Infinity", "0x1", "1 2"})
  void refusesWhatIsNoNumber(String literal) {
    assertThatThrownBy(() -> Numbers.parse(literal))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith("The parameter cannot be converted to a numeric value");
  }

  @Test
  void keepsTheBoundsOfTheService() {
    assertThat(Numbers.parse("1E-130").signum()).isEqualTo(1);
    assertThat(Numbers.parse("-9.9999999999999999999999999999999999999E+125").precision())
        .isEqualTo(38);
    assertThatThrownBy(() -> Numbers.parse("1E+126")).hasMessageStartingWith("Number overflow");
    assertThatThrownBy(() -> Numbers.parse("1E-131")).hasMessageStartingWith("Number underflow");
    assertThatThrownBy(() -> Numbers.parse("1." + "1".repeat(38)))
        .hasMessageContaining("38 significant digits");
    assertThatThrownBy(() -> Numbers.parse("9".repeat(1 << 20)))
        .hasMessageContaining("38 significant digits");
    assertThatThrownBy(() -> Numbers.parse("1E+999999999"))
        .hasMessageStartingWith("Number overflow");
  }

  @ParameterizedTest
  @CsvSource({"0,1", "1,2", "12,2", "123,3", "1234,3", "1.23,3", "12.3,3", "-1,3", "1000000,2"})
  void countsTwoDigitsAByte(String literal, int bytes) {
    assertThat(Numbers.size(Numbers.parse(literal))).isEqualTo(bytes);
  }
}

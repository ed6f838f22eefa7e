package io.dynamq.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ScramNamesTest {
  private static final long SEED = 20_261_127;

  @Test
  void makesOneFormOfWhatLooksTheSame() {
    assertThat(ScramNames.prepared("I\u00adX")).isEqualTo("IX");
    assertThat(ScramNames.prepared("\u2168")).isEqualTo("IX");
    assertThat(ScramNames.prepared("user")).isEqualTo("user");
    assertThat(ScramNames.prepared("USER")).isEqualTo("USER");
  }

  @Test
  void refusesWhatNobodyCanSeeOrWrite() {
    assertThat(ScramNames.prepared("")).isNull();
    assertThat(ScramNames.prepared("\u00ad\u200b")).isNull();
    assertThat(ScramNames.prepared("a\u0000b")).isNull();
    assertThat(ScramNames.prepared("\u06271")).as("both directions").isNull();
  }

  @Test
  void boundsTheirLength() {
    assertThat(ScramNames.prepared("x".repeat(256))).hasSize(256);
    assertThat(ScramNames.prepared("x".repeat(257))).isNull();
    assertThat(ScramNames.prepared("\u00e4".repeat(128))).hasSize(128);
    assertThat(ScramNames.prepared("\u00e4".repeat(129))).isNull();
    // One letter that stands for eighteen.
    assertThat(ScramNames.prepared("\ufdfa".repeat(10))).isNull();
  }

  @Test
  void preparesPlainNamesAsTheLibraryDoes() {
    StringBuilder plain = new StringBuilder();
    for (char c = ' '; c <= '~'; c++) {
      plain.append(c);
    }
    assertThat(ScramNames.prepared(plain.toString())).isEqualTo(plain.toString());
    assertThat(ScramNames.prepared(plain.toString().toCharArray()))
        .isEqualTo(plain.toString().toCharArray());
  }

  @Test
  void isTheSameTwice() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      String once = ScramNames.prepared(new String(Character.toChars(random.nextInt(0x30000))));
      if (once != null) {
        assertThat(ScramNames.prepared(once)).as("seed %d, round %d", SEED, i).isEqualTo(once);
      }
    }
  }

  @Test
  void hasAnAnswerForEveryText() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        int bound = random.nextBoolean() ? 0x800 : Character.MAX_CODE_POINT + 1;
        text.appendCodePoint(random.nextInt(bound));
      }
      String once = ScramNames.prepared(text.toString());
      if (once != null) {
        assertThat(once).as("seed %d, round %d", SEED, i).isNotEmpty();
      }
    }
  }
}

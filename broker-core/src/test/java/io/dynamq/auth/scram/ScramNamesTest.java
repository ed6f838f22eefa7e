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

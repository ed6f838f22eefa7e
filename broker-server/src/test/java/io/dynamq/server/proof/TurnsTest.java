package io.dynamq.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.proof.fault.StoreFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which fault of the store comes next. */
class TurnsTest {
  private static final List<StoreFault> KINDS = List.of(StoreFault.values());

  private static List<StoreFault> rounds(long seed, int count) {
    Turns<StoreFault> turns = new Turns<>(KINDS, new Random(seed));
    return Stream.generate(turns::next).limit((long) count * KINDS.size()).toList();
  }

  @Test
  void everyKindComesOnceBeforeAnyComesAgain() {
    for (long seed = 0; seed < 50; seed++) {
      List<StoreFault> drawn = rounds(seed, 3);
      for (int round = 0; round < 3; round++) {
        int from = round * KINDS.size();
        assertThat(drawn.subList(from, from + KINDS.size()))
            .containsExactlyInAnyOrderElementsOf(KINDS);
      }
    }
  }

  @Test
  void theSeedSaysTheOrder() {
    assertThat(rounds(7, 5)).isEqualTo(rounds(7, 5));
    List<List<StoreFault>> orders = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      orders.add(rounds(seed, 1));
    }
    assertThat(orders.stream().distinct().count()).isGreaterThan(1);
  }
}

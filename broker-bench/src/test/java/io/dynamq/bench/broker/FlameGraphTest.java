package io.dynamq.bench.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlameGraphTest {
  @Test
  void widthIsShareAndCallersAreBelow() {
    String svg =
        new FlameGraph(
                "a <b>",
                Map.of(
                    List.of("loop", "io.dynamq.A.run", "io.netty.B.write"), 75L,
                    List.of("loop", "io.dynamq.A.run"), 25L))
            .svg();
    assertThat(svg)
        .contains("a &lt;b>: 100 samples", "io.netty.B.write 75.0 %", "width=\"900.0\"")
        .contains(">A.run</text>", ">B.write</text>");
    assertThat(svg.indexOf("y=\"40\"")).isLessThan(svg.indexOf("y=\"24\""));
  }

  @Test
  void whatIsTooNarrowIsLeftOut() {
    String svg =
        new FlameGraph("t", Map.of(List.of("loop", "a.B.c"), 9_999L, List.of("rare"), 1L)).svg();
    assertThat(svg).contains("a.B.c").doesNotContain("rare");
  }
}

package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NettyOracleTest {
  private static final Path TABLE = Path.of("src", "test", "resources", "netty-differences.txt");

  /** Every disagreement is written down with the rule that decides it, and no other exists. */
  @Test
  void disagreesWithNettyOnlyWhereTheTableSaysWhy() throws IOException {
    List<String> listed =
        Files.readAllLines(TABLE).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(listed).allMatch(line -> line.contains(" = "));
    assertThat(listed.stream().map(line -> line.substring(0, line.indexOf(" = "))))
        .containsExactlyInAnyOrderElementsOf(
            PacketCorpus.all().stream()
                .filter(packet -> !packet.expected().equals("incomplete"))
                .filter(packet -> packet.isValid() != NettyOracle.accepts(packet))
                .map(PacketCorpus.Case::toString)
                .collect(Collectors.toList()));
  }
}

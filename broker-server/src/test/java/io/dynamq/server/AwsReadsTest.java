package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import org.junit.jupiter.api.Test;

class AwsReadsTest {

  @Test
  void saysOfEveryReadingCommandWhatToReadOrWhereElseThatIs() {
    assertThat(Commands.all().stream().filter(row -> row.method().equals("GET")))
        .map(Command::usage)
        .allMatch(AwsReads::knows);
  }
}

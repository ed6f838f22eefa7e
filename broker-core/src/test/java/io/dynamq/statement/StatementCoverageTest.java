package io.dynamq.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.statement.Statement.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every normative statement that concerns the server has a test or a reason why it has none. Run
 * with {@code -Ddynamq.update=true} to write docs/mqtt-statements.md anew and to take statements that
 * have a test now off pending.txt.
 */
class StatementCoverageTest {
  private static Path root;
  private static Catalogue catalogue;
  private static Coverage coverage;

  @BeforeAll
  static void read() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    root = Files.isDirectory(here.resolve("broker-core")) ? here : here.getParent();
    catalogue = Catalogue.read(root.resolve("broker-core/src/test/resources/statements"));
    coverage = Coverage.scan(root);
    if (Boolean.getBoolean("dynamq.update")) {
      catalogue.shrinkPending(coverage.covered());
      Files.writeString(page(), new StatementPage(catalogue, coverage).text());
    }
  }

  private static Path page() {
    return root.resolve("docs/mqtt-statements.md");
  }

  @Test
  void everyStatementOfTheServerHasATestOrAReason() throws IOException {
    Set<Key> pending = catalogue.pending();
    if (!pending.isEmpty()) {
      System.out.println("statements without test yet: " + pending.size());
    }
    List<Key> missing =
        catalogue.all().stream()
            .filter(Statement::concernsServer)
            .filter(one -> one.untestable() == null)
            .map(Statement::key)
            .filter(key -> !coverage.covered().contains(key) && !pending.contains(key))
            .toList();
    assertThat(missing).as("neither covered, nor listed with a reason").isEmpty();
  }

  @Test
  void annotationsNameStatementsThatExist() {
    assertThat(coverage.covered()).filteredOn(key -> !catalogue.knows(key)).isEmpty();
  }

  @Test
  void whatIsShownCannotBeUntestable() {
    assertThat(catalogue.all())
        .filteredOn(one -> one.untestable() != null && coverage.covered().contains(one.key()))
        .extracting(Statement::key)
        .isEmpty();
  }

  @Test
  void onlyStatementsWithoutTestArePending() throws IOException {
    assertThat(catalogue.pending())
        .as("covered now or unknown; -Ddynamq.update=true takes covered ones off the list")
        .filteredOn(key -> coverage.covered().contains(key) || !catalogue.knows(key))
        .isEmpty();
  }

  @Test
  void pageIsTheTable() {
    assertThat(page())
        .as("run the test with -Ddynamq.update=true")
        .content()
        .isEqualTo(new StatementPage(catalogue, coverage).text());
  }
}

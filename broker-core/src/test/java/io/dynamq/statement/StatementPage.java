package io.dynamq.statement;

import io.dynamq.statement.Statement.Version;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The text of docs/mqtt-statements.md. */
final class StatementPage {
  private static final String HEAD =
      """
      # The normative statements of MQTT and what shows that they are kept

      Every numbered statement of MQTT 5.0 and 3.1.1, whom it concerns, what it asks in our own
      words (the specifications are the authority), and the test methods that show it over a real
      socket. A statement that concerns only the client needs no test; where one is named, it shows
      how the broker enforces the statement. MQTT 3.1 has no numbered statements.
      `Mqtt31Test` shows what its clients get where that version is vague or nobody keeps it: client
      identifiers of more than 23 characters are taken, an empty one is refused with 0x02; DUP is
      allowed on SUBSCRIBE, UNSUBSCRIBE and PUBREL; flags of a user name or password that is not
      there are forgiven; a refused filter is told by 0x80 in SUBACK, as in 3.1.1; the session
      present flag, which it reserves, is never set.

      This page is written by `StatementCoverageTest` from `broker-core/src/test/resources/statements`
      and the annotations `@Mqtt5` and `@Mqtt311`; the same test fails if a statement that concerns
      the server has neither test nor reason. To write it anew:
      `mvn -q test -pl broker-core -Dtest=StatementCoverageTest -Ddynamq.update=true`

      | MQTT | statements | concern the server | shown by tests | cannot be tested | without test yet |
      |---|---|---|---|---|---|
      """;

  private final Catalogue catalogue;
  private final Coverage coverage;

  StatementPage(Catalogue catalogue, Coverage coverage) {
    this.catalogue = catalogue;
    this.coverage = coverage;
  }

  String text() {
    StringBuilder out = new StringBuilder(HEAD);
    for (Version version : Version.values()) {
      out.append(counts(version));
    }
    for (Version version : Version.values()) {
      out.append("\n## MQTT ").append(version.number).append("\n\n");
      out.append("| id | version | concerns | what it asks | shown by |\n|---|---|---|---|---|\n");
      statements(version).forEach(one -> out.append(row(one)));
    }
    return out.toString();
  }

  private List<Statement> statements(Version version) {
    return catalogue.all().stream().filter(one -> one.version() == version).toList();
  }

  private String counts(Version version) {
    List<Statement> all = statements(version);
    List<Statement> ours = all.stream().filter(Statement::concernsServer).toList();
    long covered = ours.stream().filter(this::isCovered).count();
    long untestable = ours.stream().filter(one -> one.untestable() != null).count();
    return "| %s | %d | %d | %d | %d | %d |\n"
        .formatted(
            version.number,
            all.size(),
            ours.size(),
            covered,
            untestable,
            ours.size() - covered - untestable);
  }

  private boolean isCovered(Statement statement) {
    return coverage.covered().contains(statement.key());
  }

  private String row(Statement one) {
    String concern = one.concern().name().toLowerCase(Locale.ROOT);
    return "| %s | %s | %s | %s | %s |\n"
        .formatted(one.id(), one.version().number, concern, one.summary(), shownBy(one));
  }

  private String shownBy(Statement one) {
    if (isCovered(one)) {
      return coverage.methods(one.key()).stream()
          .map(method -> "`" + method + "`")
          .collect(Collectors.joining(", "));
    }
    if (one.untestable() != null) {
      return "cannot be tested: " + one.untestable();
    }
    return one.concernsServer() ? "no test yet" : "a client's duty";
  }
}

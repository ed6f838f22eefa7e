package io.dynamq.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.server.config.ScramConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScramUserBookTest {
  private static final String KEYS =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
          + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
  private static final String SHAPE =
      "is not understood, expected"
          + " <name>:SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>,"
          + " as bin/broker_ctl users add writes it";

  @TempDir Path directory;
  private Path file;
  private ScramConfig config;
  private ScramUserBook book;

  @BeforeEach
  void open() throws InvalidSettingsException {
    file = directory.resolve("scram_users");
    config = new ScramConfig(file, "etc/scram_users", 4_096);
    book = ScramUserBook.open(config);
  }

  @AfterEach
  void close() {
    book.close();
  }

  private void write(String... lines) throws IOException {
    Path fresh = directory.resolve("fresh");
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, String.join("\n", lines) + "\n");
    Files.move(
        fresh,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> problems() {
    return ScramUserBook.check(config).stream().map(Problem::toString).toList();
  }

  private static char[] chars(String text) {
    return text.toCharArray();
  }

  @Test
  void hasNoUsersWithoutFile() {
    assertThat(book.list()).isEmpty();
    assertThat(problems()).isEmpty();
    assertThat(book.find("alice")).isNull();
  }

  @Test
  void keepsWhatItAdds() throws Exception {
    book.add("alice", chars("one"));
    book.add("bob", chars("two"));
    assertThat(book.list())
        .containsExactly(new UserView("alice", 4_096), new UserView("bob", 4_096));
    try (ScramUserBook again = ScramUserBook.open(config)) {
      assertThat(again.find("alice").text()).isEqualTo(book.find("alice").text());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void changesAndDeletesOneUserOnly() throws Exception {
    book.add("alice", chars("one"));
    book.add("bob", chars("two"));
    String before = book.find("alice").text();
    String bob = book.find("bob").text();
    book.changePassword("alice", chars("three"));
    assertThat(book.find("alice").text()).isNotEqualTo(before);
    assertThat(book.find("bob").text()).isEqualTo(bob);
    book.delete("alice");
    assertThat(book.find("alice")).isNull();
    assertThat(book.find("bob").text()).isEqualTo(bob);
  }

  @Test
  void keepsRemarksOfTheFile() throws Exception {
    write("# the gate", "gate:" + KEYS, "", "# the house", "house:" + KEYS);
    book.changePassword("house", chars("x"));
    book.delete("gate");
    assertThat(Files.readAllLines(file))
        .startsWith("# the gate", "", "# the house")
        .hasSize(4)
        .last()
        .asString()
        .startsWith("house:SCRAM-SHA-256$4096:");
  }

  @Test
  void refusesWhatCannotBeDone() throws Exception {
    book.add("alice", chars("one"));
    assertThatThrownBy(() -> book.add("alice", chars("x"))).hasMessage("the user exists already");
    assertThatThrownBy(() -> book.changePassword("bob", chars("x")))
        .hasMessage("there is no such user");
    assertThatThrownBy(() -> book.delete("bob")).hasMessage("there is no such user");
    assertThatThrownBy(() -> book.add("bob", chars(""))).hasMessageContaining("the password");
    for (String name : List.of("", "#bob", " bob", "a\nb", "x".repeat(257), "\u00e4".repeat(129))) {
      assertThatThrownBy(() -> book.add(name, chars("x")))
          .as(name)
          .hasMessageStartingWith("this cannot be a user's name");
    }
    assertThat(book.list()).hasSize(1);
  }

  @Test
  void takesNamesInTheFormInWhichTheyAreCompared() throws Exception {
    book.add("I\u00adX", chars("one"));
    assertThat(book.find("IX")).isNotNull();
    assertThatThrownBy(() -> book.add("\u2168", chars("x"))).hasMessage("the user exists already");
  }

  @Test
  void takesNamesThatLookLikeTheNotation() throws Exception {
    String odd = "a:SCRAM-SHA-256$4096:b";
    book.add(odd, chars("one"));
    try (ScramUserBook again = ScramUserBook.open(config)) {
      assertThat(again.find(odd)).isNotNull();
    }
    book.delete(odd);
    assertThat(book.list()).isEmpty();
  }

  @Test
  void noticesThatTheFileHasChanged() throws Exception {
    book.add("alice", chars("one"));
    write("carol:" + KEYS);
    await().until(() -> book.find("carol") != null);
    assertThat(book.find("alice")).isNull();
    Files.delete(file);
    await().until(() -> book.find("carol") == null);
  }

  @Test
  void keepsItsUsersWhenTheFileGetsWorse() throws Exception {
    write("carol:" + KEYS);
    await().until(() -> book.find("carol") != null);
    write("carol", "dave:" + KEYS);
    assertThatThrownBy(() -> book.add("erin", chars("x")))
        .hasMessage("etc/scram_users:1: auth.scram.users_file: " + SHAPE);
    assertThat(book.find("carol")).isNotNull();
    assertThat(book.find("dave")).isNull();
    write("dave:" + KEYS);
    await().until(() -> book.find("dave") != null);
  }

  @Test
  void findsEveryMistakeAndShowsNoKey() throws IOException {
    write(
        "alice", ":" + KEYS, "bob:" + KEYS, "bob:" + KEYS, "I\u00adX:" + KEYS,
        "carol:" + KEYS.replace("4096", "100"), "dave:" + KEYS + "x");
    String at = "etc/scram_users:%d: auth.scram.users_file: %s";
    assertThat(problems())
        .containsExactly(
            at.formatted(1, SHAPE),
            at.formatted(2, SHAPE),
            at.formatted(4, "the user stands in an earlier line too, expected each once"),
            at.formatted(
                5, "the name is not in the form in which clients' names are compared (SASLprep)"),
            at.formatted(6, SHAPE),
            at.formatted(7, SHAPE));
  }

  @Test
  void refusesAFileThatOthersCanRead() throws IOException {
    write("alice:" + KEYS);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(problems())
        .containsExactly(
            "etc/scram_users: auth.scram.users_file: others than its owner may use it (rw-r-----),"
                + " expected rw-------; chmod 600 etc/scram_users");
    assertThatThrownBy(() -> ScramUserBook.open(config))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void refusesWhatIsNoTextOrNoFile() throws IOException {
    write("");
    Files.write(file, new byte[] {(byte) 0xFF, '\n'});
    assertThat(problems())
        .containsExactly("etc/scram_users: auth.scram.users_file: is not text, expected UTF-8");
    Files.delete(file);
    Files.createDirectory(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThat(problems())
        .containsExactly(
            "etc/scram_users: auth.scram.users_file: is no file,"
                + " expected a file with a user in each line");
  }
}

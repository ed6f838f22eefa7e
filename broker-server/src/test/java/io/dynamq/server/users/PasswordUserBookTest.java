package io.dynamq.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;
import io.dynamq.server.config.UsersFile;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordUserBookTest {
  private static final Opinion ALLOWED = new Opinion.Allow(new Standing("file"));
  private static final Opinion WRONG = Opinion.wrong("the password is wrong");

  private static final String BCRYPT_PREFIX = "$2y$04$";

  @TempDir Path directory;
  private Path file;
  private UsersFile place;
  private HashWorkers workers;
  private PasswordUserBook book;

  @BeforeEach
  void open() throws InvalidSettingsException {
    file = directory.resolve("users");
    place = new UsersFile(file, "etc/users");
    workers = new HashWorkers(2);
    book = PasswordUserBook.open(place, workers);
  }

  @AfterEach
  void close() {
    book.close();
    workers.close();
  }

  private void write(String mode, String... lines) throws IOException {
    Path fresh = directory.resolve("fresh");
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
    Files.move(
        fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Credentials of(String username, String password) {
    byte[] bytes = password == null ? null : password.getBytes(StandardCharsets.UTF_8);
    return new Credentials("c", username, bytes, null, "mqtt:tcp:test");
  }

  private Opinion judge(String username, String password) {
    return book.judge(of(username, password)).join();
  }

  private List<String> problems() {
    return PasswordUserBook.check(place).stream().map(Problem::toString).toList();
  }

  @Test
  void letsInWhoKnowsThePassword() throws Exception {
    book.add("älice", "päss wörd".toCharArray());
    assertThat(judge("älice", "päss wörd")).isEqualTo(ALLOWED);
    assertThat(judge("älice", "pass word")).isEqualTo(WRONG);
    assertThat(judge("älice", "")).isEqualTo(WRONG);
    assertThat(judge("älice", "x".repeat(2_000)))
        .isEqualTo(Opinion.wrong("the password is too long"));
  }

  @Test
  void hasNoOpinionOnWhoIsNotInTheFile() {
    assertThat(judge("bob", "secret")).isEqualTo(Opinion.NONE);
    assertThat(judge("bob", "x".repeat(2_000))).isEqualTo(Opinion.NONE);
    assertThat(judge("bob", null)).isEqualTo(Opinion.NONE);
    assertThat(judge(null, "secret")).isEqualTo(Opinion.NONE);
  }

  @Test
  void changesAndDeletes() throws Exception {
    book.add("alice", "one".toCharArray());
    book.changePassword("alice", "two".toCharArray());
    assertThat(judge("alice", "one")).isEqualTo(WRONG);
    assertThat(judge("alice", "two")).isEqualTo(ALLOWED);
    assertThat(book.list()).containsExactly(new UserView("alice", "argon2id", 0));
    book.delete("alice");
    assertThat(judge("alice", "two")).isEqualTo(Opinion.NONE);
    assertThat(Files.readString(file)).isEmpty();
  }

  @Test
  void keepsNoPasswordAndLetsNobodyElseRead() throws Exception {
    book.add("alice", "secret".toCharArray());
    assertThat(Files.readString(file))
        .startsWith("alice:$argon2id$v=19$m=19456,t=2,p=1$")
        .doesNotContain("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(problems()).isEmpty();
  }

  @Test
  void refusesWhatCannotBeKept() {
    for (String name : List.of("", "a\u0007b", "#a", " a", "x".repeat(257))) {
      assertThatThrownBy(() -> book.add(name, "secret".toCharArray()))
          .isInstanceOf(UserRefusal.class)
          .hasMessageStartingWith("this cannot be a user's name");
    }
    assertThatThrownBy(() -> book.add("alice", new char[0]))
        .isInstanceOf(UserRefusal.class)
        .hasMessageStartingWith("the password is empty");
    assertThatThrownBy(() -> book.delete("alice")).hasMessage("there is no such user");
  }

  @Test
  void namesTheLinesThatAreWrong() throws Exception {
    write(
        "rw-r-----",
        "# a remark",
        "",
        "alice:secret",
        "bob:" + BCRYPT_PREFIX + "x".repeat(53),
        "bob:" + BCRYPT_PREFIX + "x".repeat(53),
        "eve:$argon2id$v=19$m=9999999,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43),
        "mal:$2y$31$" + "x".repeat(53));
    String shape =
        "is not understood, expected <name>:$argon2id$… as bin/broker_ctl users add writes it, or"
            + " <name>:$2y$… of bcrypt";
    assertThat(problems())
        .containsExactly(
            "etc/users: auth.file.users_file: others than its owner may use it (rw-r-----),"
                + " expected rw-------; chmod 600 etc/users",
            "etc/users:3: auth.file.users_file: " + shape,
            "etc/users:5: auth.file.users_file: the user stands in an earlier line too, expected"
                + " each once",
            "etc/users:6: auth.file.users_file: " + shape,
            "etc/users:7: auth.file.users_file: " + shape);
    assertThatThrownBy(() -> PasswordUserBook.open(place, workers))
        .isInstanceOf(InvalidSettingsException.class);
  }

  @Test
  void picksUpAChangedFile() throws Exception {
    String bcrypt =
        OpenBSDBCrypt.generate(
            "2y", "secret".toCharArray(), new byte[16], 4);
    write("rw-------", "carol:" + bcrypt);
    await().until(() -> book.has("carol"));
    assertThat(judge("carol", "secret")).isEqualTo(ALLOWED);
    assertThat(judge("carol", "Secret")).isEqualTo(WRONG);
    assertThat(book.list()).containsExactly(new UserView("carol", "bcrypt", 0));
  }

  @Test
  void tellsFurtherClientsThatItIsBusy() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (HashWorkers few = new HashWorkers(2)) {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
      List<CompletableFuture<Opinion>> waiting = new ArrayList<>();
      for (int i = 0; i < threads + 2; i++) {
        waiting.add(few.ask(() -> opinionAfter(release)));
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      assertThat(few.ask(() -> ALLOWED).join())
          .isEqualTo(new Opinion.Deny(ReasonCode.SERVER_BUSY, "too many clients wait for it"));
      release.countDown();
      for (CompletableFuture<Opinion> opinion : waiting) {
        assertThat(opinion.get()).isEqualTo(ALLOWED);
      }
    }
  }

  private static Opinion opinionAfter(CountDownLatch release) {
    try {
      release.await();
      return ALLOWED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Opinion.NONE;
    }
  }
}

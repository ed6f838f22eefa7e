package io.dynamq.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.access.AccessUser;
import io.dynamq.testkit.RamAccessTables;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredUsersLinkTest {
  private static final Opinion WRONG = Opinion.wrong("the password is wrong");

  private final RamAccessTables tables = new RamAccessTables();
  private final HashWorkers workers = new HashWorkers(10);
  private final StoredUsersLink link = new StoredUsersLink(tables, workers);

  @AfterEach
  void close() {
    workers.close();
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private Opinion judge(String id, String name, String password) {
    return link.judge(new Credentials(id, name, bytes(password), null, "mqtt:tcp:test")).join();
  }

  private void row(String who, String hash, String salt, String algorithm) {
    tables.users.put(who, new AccessUser(hash, salt, algorithm, false, null));
  }

  /** Of {@code public}, with the salt {@code salt}; made with Python's hashlib. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain||public",
        "md5||4c9184f37cff01bcdc32dc486ec36961",
        "sha||61c9b2b17db77a27841bbeeabff923448b0f6388",
        "sha256||efa1f375d76194fa51a3556a97e641e61685f914d446979da50a551a4333ffd7",
        "sha512||"
            + "d32997e9747b65a3ecf65b82533a4c843c4e16dd30cf371e8c81ab60a341de00"
            + "051da422d41ff29c55695f233a1e06fac8b79aeb0a4d91ae5d3d18c8e09b8c73",
        "salt,sha256|salt|f2ef7f9aedb2c3b5040bc16691a1177758a92ad91e1ee77770215a332bf6099f",
        "sha256|salt|f2ef7f9aedb2c3b5040bc16691a1177758a92ad91e1ee77770215a332bf6099f",
        "sha256,salt|salt|f4a8615be301fbaf6213df33cfe5f22953aafc0c31beb8f2daef55b127444d27",
        "pbkdf2,sha256,1000,20|salt|5a21f11c597da1447641c0a5ba58b856a76f1084",
        "pbkdf2,sha,2,20|salt|14d60e9b006a3ffa128d5815744cebf191c615c2",
      })
  void comparesAsEmqxDoes(String algorithm, String salt, String hash) {
    row("user:ann", hash, salt, algorithm);
    assertThat(judge("d", "ann", "public")).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("d", "ann", "Public")).isEqualTo(WRONG);
    assertThat(judge("d", "ann", "")).isEqualTo(WRONG);
  }

  @Test
  void comparesSlowHashes() {
    byte[] salt = bytes("0123456789abcdef");
    row("user:b", OpenBSDBCrypt.generate("2b", bytes("public"), salt, 4), null, "bcrypt");
    PasswordHash hash =
        PasswordHash.of(bytes("public"), new PasswordHash.Cost(64, 1, 1), new SecureRandom());
    row("user:a", hash.text(), null, "argon2id");
    for (String name : new String[] {"a", "b"}) {
      assertThat(judge("d", name, "public")).isInstanceOf(Opinion.Allow.class);
      assertThat(judge("d", name, "other")).isEqualTo(WRONG);
    }
    row("user:a", hash.text(), null, "bcrypt");
    assertThat(judge("d", "a", "public")).isNotInstanceOf(Opinion.Allow.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "-|plain", "x|-", "x|crypt", "xyz|sha256", "00|pbkdf2,sha256,1000,20",
        "00|pbkdf2,sha256,9999999,1", "$2b$31$0123456789|bcrypt"
      })
  void aRowThatCannotBeUsedLetsNobodyIn(String hash, String algorithm) {
    row("user:ann", hash, null, algorithm);
    assertThat(judge("d", "ann", "x"))
        .isEqualTo(Opinion.wrong("hash, salt and algorithm of its row cannot be used"));
  }

  @Test
  void aSuperuserIsOne() {
    tables.users.put("user:root", new AccessUser("x", null, "plain", true, null));
    assertThat(judge("d", "root", "x"))
        .isInstanceOfSatisfying(
            Opinion.Allow.class, allow -> assertThat(allow.standing().superuser()).isTrue());
  }

  @Test
  void aDeviceIsKnownByItsClientIdentifierAndCannotChooseAName() {
    row("client:d1", "x", null, "plain");
    assertThat(judge("d1", null, "x")).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("d1", "d1", "x")).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("d1", "dashboard", "x")).isEqualTo(Opinion.NONE);
    tables.users.put("client:d1", new AccessUser("x", null, "plain", false, "fleet"));
    assertThat(judge("d1", "fleet", "x")).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("d1", "fleet", "y")).isEqualTo(WRONG);
  }

  @Test
  void hasNoOpinionOnStrangersAndCertificates() {
    assertThat(judge("d", "nobody", "x")).isEqualTo(Opinion.NONE);
    row("user:ann", "x", null, "plain");
    assertThat(judge("d", "ann", null)).isEqualTo(Opinion.NONE);
    assertThat(judge("user:ann", "", "x")).isEqualTo(Opinion.NONE);
  }

  @Test
  void refusesWhileTheTableCannotBeRead() {
    tables.away = true;
    assertThat(judge("d", "ann", "x"))
        .isEqualTo(
            new Opinion.Deny(ReasonCode.SERVER_UNAVAILABLE, "the table cannot be read"));
  }

  @Test
  void longPasswordsAreNotHashed() {
    row("user:ann", "x", null, "plain");
    assertThat(judge("d", "ann", "x".repeat(60_000)))
        .isEqualTo(Opinion.wrong("the password is too long"));
    assertThat(judge("d", "bob", "x".repeat(60_000))).isEqualTo(Opinion.NONE);
  }
}

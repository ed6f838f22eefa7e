package io.dynamq.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.auth.acl.AclSettings;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.server.config.AclConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of access rules. */
class AclBookTest {
  private static final ClientInfo FAR =
      new ClientInfo(new ClientId("c"), null, "10.0.0.1", 1, 1883, 5, true, 0, 0, 0);

  @TempDir Path home;

  private AclConfig config(boolean written) {
    return new AclConfig(
        home.resolve("acl.conf"), "etc/acl.conf", "etc/broker.conf:7", written, AclSettings.DEFAULT);
  }

  private AclBook open(boolean written) throws InvalidSettingsException {
    return AclBook.open(config(written), new Meters(), Time.system(), null);
  }

  private static boolean maySubscribe(AclBook book, String filter) {
    return book.authorizer().maySubscribe(FAR, filter);
  }

  @Test
  void withoutTheDefaultFileTheShippedRulesHold() throws Exception {
    AclBook book = open(false);
    assertThat(maySubscribe(book, "#")).isFalse();
    assertThat(maySubscribe(book, "$SYS/#")).isFalse();
    assertThat(maySubscribe(book, "a/#")).isTrue();
    try (var shipped = AclBook.class.getResourceAsStream(AclBook.SHIPPED)) {
      assertThat(Path.of("../etc/acl.conf")).hasBinaryContent(shipped.readAllBytes());
    }
  }

  @Test
  void aFileThatIsNamedMustBeThere() {
    assertThat(AclBook.check(config(true)))
        .singleElement()
        .hasToString(
            "etc/broker.conf:7: acl_file: 'etc/acl.conf' does not exist, expected a file of access"
                + " rules");
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Files.write(home.resolve("acl.conf"), new byte[] {'%', (byte) 0xFF});
    assertThat(AclBook.check(config(false))).singleElement().asString().contains("is not UTF-8");
    Files.delete(home.resolve("acl.conf"));
    Files.createDirectory(home.resolve("acl.conf"));
    assertThat(AclBook.check(config(false))).singleElement().asString().contains("cannot be read");
  }

  @Test
  void rulesWithAMistakeAreNotTakenAndThoseOfBeforeHold() throws Exception {
    Files.writeString(home.resolve("acl.conf"), "{deny, all, publish, [\"a\"]}.");
    AclBook book = open(true);
    Files.writeString(home.resolve("acl.conf"), "{allow, all}.\n{deny al}.\n");
    assertThatThrownBy(book::reload)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("etc/acl.conf:2: rule 2: ");
    assertThat(book.authorizer().mayPublish(FAR, "a", Qos.AT_MOST_ONCE, false)).isFalse();
    Files.writeString(home.resolve("acl.conf"), "{allow, all}.");
    assertThat(book.reload()).isEqualTo(1);
    assertThat(book.authorizer().mayPublish(FAR, "a", Qos.AT_MOST_ONCE, false)).isTrue();
  }
}

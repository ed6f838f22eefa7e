package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerRulesTest {
  private static final String LOUD =
      "WARNING: listener.tcp.external is open to the network at 0.0.0.0:1883: anyone who reaches it"
          + " may publish and subscribe to everything.";

  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  @Test
  void opensAnAnonymousListenerOnThisMachineOnly() throws Exception {
    assertThat(external().address()).hasToString("127.0.0.1:1883");
    assertThat(config.load().notices())
        .containsExactly(
            "listener.tcp.external = 0.0.0.0:1883 is narrowed to 127.0.0.1:1883 because anyone may"
                + " connect; to open it to the network start with --open or set allow_anonymous ="
                + " true.");
  }

  @Test
  void narrowsTheIpv6Wildcard() throws Exception {
    config.file("listener.tcp.external = [::]:1883");

    assertThat(external().address()).hasToString("[::1]:1883");
  }

  @Test
  void opensOnRequestOfTheCommandLine() throws Exception {
    config.open();

    assertThat(external().address()).hasToString("0.0.0.0:1883");
    assertThat(config.load().notices()).containsExactly(LOUD);
  }

  @Test
  void opensOnRequestOfTheFile() throws Exception {
    config.file("allow_anonymous = true");

    assertThat(external().address()).hasToString("0.0.0.0:1883");
    assertThat(config.load().notices()).containsExactly(LOUD);
  }

  @Test
  void opensOneListenerAlone() throws Exception {
    config.file(
        "listener.tcp.external.allow_anonymous = true", "listener.tcp.internal = 0.0.0.0:1884");

    assertThat(config.load().listeners())
        .extracting(listener -> listener.address().toString())
        .containsExactly("0.0.0.0:1883", "127.0.0.1:1884");
  }

  @Test
  void keepsAListenerWithoutAnonymousClientsWhereItIs() throws Exception {
    config.file("allow_anonymous = false").open();

    assertThat(external().address()).hasToString("0.0.0.0:1883");
    assertThat(external().anonymous()).isFalse();
    assertThat(config.load().notices()).hasSize(1).first().asString().contains("are refused");
  }

  @Test
  void saysNothingAboutALoopbackListener() throws Exception {
    config.file("listener.tcp.external = 127.0.0.1:1883");

    assertThat(config.load().notices()).isEmpty();
  }

  private ListenerConfig external() throws Exception {
    return config.load().listeners().get(0);
  }
}

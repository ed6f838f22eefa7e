package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.SessionCopy;
import io.dynamq.message.Message;
import io.dynamq.store.StoredMessage;
import org.junit.jupiter.api.Test;

/** What commands print that EMQX has not. */
class OwnCommandsTest extends CtlCalls {
  private static final String ABSENT = "odd\u0007/id +%";

  @Test
  void showsASession() {
    assertThat(run("session", "show", "c1")).isZero();
    assertThat(out)
        .contains("clientid                : c1\n", "subscription            : t/+/x:2\n");
    refuses(1, "Not Found.\n", "session", "show", "nobody");
  }

  @Test
  void anExportedSessionCanBeImported() {
    assertThat(run("session", "export", ABSENT)).isZero();
    assertThat(out.lines()).hasSize(1);
    input = out;
    prints("Session c2 made with 1 subscriptions and 1 messages\n", "session", "import", "c2");

    SessionCopy copy = admin.imported("c2");
    assertThat(copy.clientId()).isEqualTo(ABSENT);
    assertThat(copy.username()).isEqualTo("user");
    assertThat(copy.will().delaySeconds()).isEqualTo(7);
    assertThat(copy.subscriptions().get(0).packedOptions()).isEqualTo(9);
    StoredMessage stored = copy.messages().get(0);
    assertThat(stored.sharedGroup()).isEqualTo("$share/g/t/#");
    assertThat(stored.subscriptionIdentifiers()).containsExactly(4);
    Message message = stored.message();
    assertThat(message.payload()).containsExactly(0, -1);
    assertThat(message.properties().userProperties().get(0).value()).isEqualTo("v");
    assertThat(message.properties().correlationData()).containsExactly(1, 2);
    assertThat(message.expiresAtMillis()).isEqualTo(Message.NEVER);
    assertThat(message.id()).isEqualTo(copy.will().message().id());
  }

  @Test
  void whatIsNoSessionIsRefused() {
    String cannot = "Error: the session cannot be read: ";
    input = "{\"format\": 2}";
    refuses(
        2, cannot + "expected \"format\": 1, as session export writes it\n",
        "session", "import", "c2");
    input = "{\"format\": 1, \"subscriptions\": [{\"filter\": \"a/#/b\"}]}";
    assertThat(run("session", "import", "c2")).isEqualTo(2);
    assertThat(err).startsWith(cannot);
    input = "{";
    assertThat(run("session", "import", "c2")).isEqualTo(2);
    assertThat(err).startsWith(cannot + "is no JSON");
    refuses(1, "Error: the client is connected\n", "session", "export", "c1");
  }

  @Test
  void clonesRewindsAndDeletes() {
    prints(
        "Session twin made with 1 subscriptions and 1 messages\n",
        "session", "clone", ABSENT, "twin");
    assertThat(admin.imported("twin").username()).isEqualTo("user");
    prints("2 deliveries will come again as new\n", "session", "rewind-inflight", ABSENT);
    refuses(
        1, "Couldn't clean a session with a valid connection.\n", "session", "delete", "c1");
  }

  @Test
  void changesLimitsOfABrokerThatRuns() {
    prints(
        """
        for clients that connect from now on: zone.external.max_inflight
        (until the next start; the files are not changed)
        """,
        "config", "set", "zone.external.max_inflight", "9");
    assertThat(admin.zones().get("external").session().sending().maxInflight()).isEqualTo(9);
    prints("zone.external.max_inflight: 9 -> 8 (reload)\n", "config", "diff");
    assertThat(run("config", "set", "zone.external.max_inflight", "0")).isEqualTo(2);
    assertThat(err).contains("'0' is out of bounds, expected a whole number from 1 to 65535");
    assertThat(run("config", "set", "node.name", "x@y")).isEqualTo(2);
    assertThat(err).startsWith("Error: node.name cannot be changed while the broker runs");
    assertThat(run("config", "set", "log.level", "debug")).isZero();
    assertThat(out).startsWith("log level: debug\n");
  }
}

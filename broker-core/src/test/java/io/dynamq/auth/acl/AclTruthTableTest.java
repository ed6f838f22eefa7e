package io.dynamq.auth.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/authorization.md} is what the program decides; {@code
 * -Ddynamq.update=true} writes it.
 */
class AclTruthTableTest {
  private static final Path PAGE = Path.of("../docs/authorization.md");
  private static final String BEGIN = "<!-- truth table: begin -->\n";
  private static final String END = "<!-- truth table: end -->\n";

  private final StringBuilder table = new StringBuilder();

  @Test
  void thePageSaysWhatIsDecided() throws IOException {
    String shipped = Files.readString(Path.of("../etc/acl.conf"));
    section("The rules as shipped", "etc/acl.conf, see there", shipped, AclSettings.DEFAULT);
    asks("thermo", null, "10.0.0.7", "publish a/b", "subscribe a/#", "subscribe +/+");
    asks("thermo", null, "10.0.0.7", "subscribe #", "subscribe $SYS/#", "subscribe $SYS/brokers/+");
    asks("thermo", "dashboard", "10.0.0.7", "subscribe $SYS/#", "subscribe #");
    asks("thermo", null, "127.0.0.1", "subscribe #", "subscribe $SYS/brokers");
    AclSettings deny = new AclSettings(false, false, true, 0, 0);
    String own = "{allow, all, pubsub, [\"dev/%c/#\", \"user/%u\"]}.";
    section("Own topics only, acl_nomatch = deny", own, own, deny);
    asks("d1", "ann", "10.0.0.7", "publish dev/d1/x", "subscribe dev/d1/#", "publish user/ann");
    asks("d1", "ann", "10.0.0.7", "publish dev/d2/x", "publish dev/D1/x", "publish Dev/d1/x");
    asks("d1", "ann", "10.0.0.7", "subscribe dev/+/x", "subscribe #", "publish dev//x");
    asks("#", "+", "10.0.0.7", "publish dev/d1/x", "subscribe dev/#", "subscribe user/+");
    asks("d1/x", null, "10.0.0.7", "publish dev/d1/x", "publish user/%u", "subscribe user/#");
    asks("%u", "ann", "10.0.0.7", "publish dev/ann/x", "publish dev/%u/x");
    String front = "{allow, all, pubsub, [\"%c/#\", \"open/+\"]}.";
    section("The client id in front, acl_nomatch = deny", front, front, deny);
    asks("$SYS", null, "10.0.0.7", "subscribe $SYS/#", "subscribe $SYS/brokers");
    asks("d1", null, "10.0.0.7", "subscribe d1", "subscribe open/+", "subscribe open/#");
    String secret = "{deny, all, subscribe, [\"secret/#\"]}. {allow, all}.";
    section("A secret", secret, secret, AclSettings.DEFAULT);
    asks("d1", null, "10.0.0.7", "subscribe secret/a", "subscribe #", "subscribe +/a");
    asks("d1", null, "10.0.0.7", "subscribe +", "subscribe secrets/#", "publish secret/a");
    AclSettings emqx = new AclSettings(true, false, false, 0, 0);
    section("A secret, acl_deny_overlapping = off (EMQX's way)", secret, secret, emqx);
    asks("d1", null, "10.0.0.7", "subscribe secret/a", "subscribe #", "subscribe +/a");
    String eq = "{deny, all, pubsub, [{eq, \"a/#\"}]}. {allow, all}.";
    section("The text itself", eq, eq, AclSettings.DEFAULT);
    asks("d1", null, "10.0.0.7", "subscribe a/#", "subscribe a/b", "subscribe #", "publish a/b");
    String and =
        "{allow, {'and', [{user, \"ann\"}, {ipaddr, \"10.0.0.0/8\"}]}, pubsub, [\"#\"]}. {deny, all}.";
    section("Both name and address", and, and, AclSettings.DEFAULT);
    asks("d1", "ann", "10.9.9.9", "publish a");
    asks("d1", "ann", "11.0.0.1", "publish a");
    asks("d1", "Ann", "10.9.9.9", "publish a");
    asks("d1", "ann", "unix", "publish a");

    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String now = page.substring(0, from) + table + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("dynamq.update")) {
      Files.writeString(PAGE, now);
    }
    assertThat(page).as("written by -Ddynamq.update=true").isEqualTo(now);
  }

  private AclAuthorizer acl;

  private void section(String title, String shown, String rules, AclSettings settings) {
    acl =
        new AclAuthorizer(
            RuleList.parse("acl.conf", rules, new ArrayList<>()),
            settings,
            new Meters(),
            new FakeTime());
    table.append("\n**").append(title).append("** (`").append(shown).append("`)\n\n");
    table.append("| client | user | from | wants to | | by |\n|---|---|---|---|---|---|\n");
  }

  private void asks(String id, String user, String from, String... wants) {
    ClientInfo client = new ClientInfo(new ClientId(id), user, from, 1, 1883, 5, true, 0, 0, 0);
    for (String want : List.of(wants)) {
      String topic = want.substring(want.indexOf(' ') + 1);
      boolean publish = want.startsWith("publish");
      boolean may =
          publish
              ? acl.mayPublish(client, topic, Qos.AT_MOST_ONCE, false)
              : acl.maySubscribe(client, topic);
      Action action = publish ? Action.PUBLISH : Action.SUBSCRIBE;
      Rule rule = acl.verdicts(client, KnownRows.NONE).decide(action, topic).rule();
      table.append(
          "| `%s` | %s | %s | %s `%s` | %s | %s |\n"
              .formatted(
                  id,
                  user == null ? "" : "`" + user + "`",
                  from,
                  publish ? "publish" : "subscribe",
                  topic,
                  may ? "allow" : "**deny**",
                  rule == null
                      ? "acl_nomatch"
                      : "line " + rule.source().replaceAll("acl.conf:(\\d+) .*", "$1")));
    }
  }
}

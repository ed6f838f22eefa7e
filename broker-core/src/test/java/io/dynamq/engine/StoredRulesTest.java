package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Verdict;
import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.AclSettings;
import io.dynamq.auth.acl.GrantedRules;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.hook.Standing;
import io.dynamq.observe.Meters;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.store.access.AccessRule;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.testkit.RamAccessTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Rules of tables and of tokens, and superusers, in front of the file of rules. */
class StoredRulesTest {
  private final RamAccessTables tables = new RamAccessTables();
  private final FakeTime time = new FakeTime();
  private AclAuthorizer acl;
  private TestBroker broker;

  private void start(String file, Standing standing) {
    Authenticator authenticator =
        credentials ->
            CompletableFuture.completedFuture(
                new Verdict(ReasonCode.SUCCESS, "test", false, standing));
    acl =
        new AclAuthorizer(
            RuleList.parse("etc/acl.conf", file, new ArrayList<>()),
            AclSettings.DEFAULT,
            new Meters(),
            time,
            tables);
    broker =
        new TestBroker(
            new MemoryStorage("test@127.0.0.1"),
            time,
            Zone.defaults("external"),
            BrokerSettings.Modules.NONE,
            acl,
            authenticator);
  }

  private static ReasonCode subscribing(Link link, String filter) {
    link.subscribe(filter, 1);
    return link.last(SubAck.class).codes().get(0);
  }

  private static ReasonCode publishing(Link link, String topic) {
    link.publish(topic, 1, 1, "x", false);
    return link.last(Ack.class).code();
  }

  @Test
  void rowsOfTheClientComeBeforeThoseOfEveryoneAndTheFile() {
    start("{allow, all}.", Standing.UNKNOWN);
    tables.rules("client:d1", "allow pubsub dev/%c/#", "deny pubsub dev/#");
    tables.rules("all", "deny publish cmd/#", "allow pubsub dev/#", "deny subscribe eq #");
    Link one = broker.link().connect5("d1", true, 0);
    Link other = broker.link().connect5("d2", true, 0);
    assertThat(publishing(one, "dev/d1/x").isError()).isFalse();
    assertThat(publishing(one, "dev/d2/x")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publishing(one, "cmd/x")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publishing(one, "else").isError()).isFalse();
    assertThat(publishing(other, "dev/d1/x").isError()).isFalse();
    assertThat(subscribing(one, "dev/#")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(subscribing(other, "#")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(subscribing(other, "+/b").isError()).isFalse();
  }

  @Test
  void aChangedRowHoldsForConnectedClients() {
    start("{allow, all}.", Standing.UNKNOWN);
    Link one = broker.link().connect5("d1", true, 0);
    assertThat(publishing(one, "a").isError()).isFalse();
    tables.rules("client:d1", "deny publish a");
    assertThat(publishing(one, "a")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void nobodyIsLetInWhoseRulesCannotBeRead() {
    start("{allow, all}.", Standing.UNKNOWN);
    tables.away = true;
    Link one = broker.link().connect5("d1", true, 0);
    assertThat(one.last(ConnAck.class).code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(one.closed).isTrue();
  }

  @Test
  void rulesThatHaveBeenUnknownForTooLongDenyEverything() {
    start("{allow, all}.", Standing.UNKNOWN);
    Link one = broker.link().connect5("d1", true, 0);
    tables.away = true;
    assertThat(publishing(one, "a")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    tables.away = false;
    assertThat(publishing(one, "a").isError()).isFalse();
  }

  @Test
  void waitsForRulesThatAreNotAtHand() {
    start("{allow, all}.", Standing.UNKNOWN);
    tables.gate = new CompletableFuture<>();
    Link one = broker.link();
    one.connect5("d1", true, 0);
    assertThat(one.got).isEmpty();
    tables.gate.complete(null);
    broker.settle();
    assertThat(one.last(ConnAck.class).code()).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aRowThatCannotBeReadDenies() {
    start("{allow, all}.", Standing.UNKNOWN);
    tables.rules("client:d1", "allow publish a", "permit publish b", "allow publish c");
    tables.rules("client:d2", "allow write a");
    tables.rules("client:d3", "allow publish a/#/b");
    tables.rules("client:d4", "allow publish $share/g/a");
    Link one = broker.link().connect5("d1", true, 0);
    assertThat(publishing(one, "a").isError()).isFalse();
    assertThat(publishing(one, "c")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    for (String id : List.of("d2", "d3", "d4")) {
      assertThat(publishing(broker.link().connect5(id, true, 0), "a"))
          .isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }
  }

  @Test
  void superusersAreBoundByNoRuleButTheBrokersOwnTopics() {
    start("{deny, all}.", new Standing("test", true, Map.of()));
    tables.rules("all", "deny pubsub #");
    tables.away = true;
    Link root = broker.link().connect5("root", true, 0);
    assertThat(publishing(root, "a").isError()).isFalse();
    assertThat(subscribing(root, "#").isError()).isFalse();
    assertThat(publishing(root, "$SYS/a")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void whatATokenGrantsIsAllThatItsClientMay() {
    GrantedRules granted =
        new GrantedRules(
            List.of(
                new AccessRule("the token", "a/%c", "publish", "allow"),
                new AccessRule("the token", "b/#", "subscribe", "allow")));
    start("{allow, all}.", new Standing("jwt").with(GrantedRules.ATTRIBUTE, granted));
    tables.rules("all", "deny subscribe b/secret");
    Link one = broker.link().connect5("d1", true, 0);
    assertThat(publishing(one, "a/d1").isError()).isFalse();
    assertThat(publishing(one, "a/d2")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(subscribing(one, "b/x").isError()).isFalse();
    assertThat(subscribing(one, "b/secret")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(subscribing(one, "c")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }
}

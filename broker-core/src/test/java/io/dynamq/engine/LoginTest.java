package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.AuthChain;
import io.dynamq.auth.AuthLink;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Standing;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A name and password in CONNECT, judged by a chain that takes its time. */
class LoginTest {
  private final List<CompletableFuture<Opinion>> pending = new ArrayList<>();
  private final List<Standing> connected = new ArrayList<>();
  private final AuthLink slow =
      new AuthLink() {
        @Override
        public String name() {
          return "slow";
        }

        @Override
        public CompletableFuture<Opinion> judge(Credentials credentials) {
          CompletableFuture<Opinion> opinion = new CompletableFuture<>();
          pending.add(opinion);
          return opinion;
        }
      };
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"),
          new FakeTime(),
          new AuthChain(List.of(slow), new AnonymousAuthenticator(Set.of())));

  private Link login(int version, String id) {
    Link link = broker.link();
    byte[] password = "secret".getBytes(StandardCharsets.UTF_8);
    link.say(new Connect(version, id, true, 60, "u", password, null, Connect.Options.MQTT3));
    return link;
  }

  private void answer(Opinion opinion) {
    pending.remove(0).complete(opinion);
    broker.settle();
  }

  @Test
  void theSessionBeginsWhenTheAnswerIsThere() {
    broker.broker.hooks().add(
        new Hooks() {
          @Override
          public void clientConnected(ClientInfo client) {
            connected.add(client.standing());
          }
        });
    Link link = login(5, "c");
    assertThat(link.connAck()).isNull();
    Standing standing = new Standing("slow", true, Map.of("tenant", "a"));
    answer(new Opinion.Allow(standing));
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(connected).containsExactly(standing);
    assertThat(broker.meters.value(Metric.CLIENT_AUTH_SUCCESS)).isEqualTo(1);
    assertThat(broker.meters.value(Metric.CLIENT_AUTH_SUCCESS_ANONYMOUS)).isZero();
  }

  @Test
  void nobodyIsDrivenOutByWhoIsRefused() {
    Link owner = login(5, "c");
    answer(new Opinion.Allow(new Standing("slow")));
    Link thief = login(5, "c");
    assertThat(owner.closed).isFalse();
    answer(Opinion.wrong("test"));
    assertThat(thief.connAck().code()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(thief.closed).isTrue();
    assertThat(owner.closed).isFalse();
    assertThat(broker.meters.value(Metric.CLIENT_AUTH_FAILURE)).isEqualTo(1);
  }

  @Test
  void anAnswerForAClientThatHasGoneChangesNothing() {
    Link link = login(4, "c");
    link.drop();
    answer(new Opinion.Allow(new Standing("slow")));
    assertThat(link.connAck()).isNull();
    assertThat(broker.meters.value(Metric.CLIENT_AUTH_SUCCESS)).isZero();
  }
}

package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Verdict;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that a client's certificate gives it count more than those of CONNECT. */
class CertifiedNamesTest {
  private final List<String> asked = new ArrayList<>();
  private final List<String> connected = new ArrayList<>();
  private final Authenticator recording =
      new Authenticator() {
        @Override
        public CompletableFuture<Verdict> authenticate(Credentials credentials) {
          asked.add(credentials.clientId() + " " + credentials.username());
          return CompletableFuture.completedFuture(new Verdict(ReasonCode.SUCCESS, "test", false));
        }
      };
  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = new TestBroker(new MemoryStorage("test@127.0.0.1"), new FakeTime(), recording);
    broker.broker.hooks().add(
        new Hooks() {
          @Override
          public void clientConnected(ClientInfo client) {
            connected.add(client.id().value() + " " + client.username());
          }
        });
  }

  private Link certified(String username, String clientId) {
    Link link = broker.link();
    link.certified = new Peer.Certified(username, clientId);
    return link;
  }

  @Test
  void theUserNameIsTheCertificates() {
    certified("alice", null).connect("c", true);
    assertThat(asked).containsExactly("c alice");
    assertThat(connected).containsExactly("c alice");
  }

  @Test
  void theIdentifierIsTheCertificatesAndAClientThatGaveNoneIsTold() {
    Link named = certified(null, "device-1").connect5("other", true, 0);
    assertThat(connected).containsExactly("device-1 null");
    assertThat(named.connAck().properties().assignedClientId()).isNull();
    Link nameless = certified(null, "device-2").connect5("", true, 0);
    assertThat(nameless.connAck().properties().assignedClientId()).isEqualTo("device-2");
  }

  @Test
  void withoutACertificateTheClientsWordCounts() {
    broker.link().connect("c", true);
    assertThat(connected).containsExactly("c null");
  }
}

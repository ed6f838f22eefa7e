package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.engine.Zone;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Delivery;
import io.dynamq.testkit.RawClient;
import io.dynamq.topic.TopicName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets in, how fast, and who is sent away for not taking bytes. */
class AdmittanceTest {
  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();

  @AfterEach
  void stop() {
    net.close();
  }

  private static boolean allows(String address, String... rules) throws Exception {
    return AccessRules.of(List.of(rules))
        .allows(new InetSocketAddress(InetAddress.getByName(address), 1));
  }

  private InetSocketAddress listen(AccessRules access, int rate) {
    return net.listeners()
        .start(
            net.settings("test", 1_000, SocketOptions.DEFAULT)
                .withAdmittance(new Admittance(1_000, rate, 1, access, 0, Zone.Paces.NONE)),
            acceptor)
        .bound();
  }

  @Test
  void theFirstRuleThatMatchesDecides() throws Exception {
    assertThat(allows("192.168.3.4", "deny 192.168.0.0/16", "allow all")).isFalse();
    assertThat(allows("192.169.3.4", "deny 192.168.0.0/16", "allow all")).isTrue();
    assertThat(allows("192.168.3.4", "allow 192.168.3.4", "deny all")).isTrue();
    assertThat(allows("192.168.3.5", "allow 192.168.3.4", "deny all")).isFalse();
    assertThat(allows("2001:db8::1", "deny 2001:db8::/32")).isFalse();
    assertThat(allows("2001:db8::1", "deny 0.0.0.0/0")).isTrue();
    assertThat(allows("10.1.2.3", "deny 0.0.0.0/0")).isFalse();
    assertThat(allows("10.1.2.3")).isTrue();
    assertThatThrownBy(() -> allows("10.1.2.3", "permit all"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closesAConnectionThatARuleDenies() {
    InetSocketAddress address = listen(AccessRules.of(List.of("deny 127.0.0.0/8")), 0);
    try (RawClient client = RawClient.connect(address)) {
      client.expectClose();
      await().until(() -> net.meters().value(Metric.CONNECTIONS_DENIED) == 1);
      assertThat(acceptor.isUntouched()).isTrue();
      assertThat(net.listeners().list().get(0).connections()).isZero();
    }
  }

  @Test
  void letsConnectionsBeyondTheRateWaitAndForgetsNone() {
    InetSocketAddress address = listen(AccessRules.ALLOW_ALL, 3);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(RawClient.connect(address).send(NetFixture.CONNECT));
    }
    clients.forEach(client -> client.expect(NetFixture.CONNACK));
    assertThat(net.meters().value(Metric.CONNECTIONS_PACED)).isPositive();
    assertThat(net.meters().value(Metric.CONNECTIONS_REFUSED)).isZero();
    clients.forEach(RawClient::close);
  }

  @Test
  void allListenersTogetherHaveARateToo() {
    try (NetFixture shared =
        new NetFixture(
            Zone.defaults("test").limits(), new NodePace(4, Zone.Paces.NONE))) {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (String name : List.of("one", "two")) {
        addresses.add(
            shared
                .listeners()
                .start(shared.settings(name, 100, SocketOptions.DEFAULT), acceptor)
                .bound());
      }
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        clients.add(RawClient.connect(addresses.get(i % 2)).send(NetFixture.CONNECT));
      }
      clients.forEach(client -> client.expect(NetFixture.CONNACK));
      assertThat(shared.meters().value(Metric.CONNECTIONS_PACED)).isPositive();
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void connectionsWaitWhileTheListenersHold() {
    InetSocketAddress address = listen(AccessRules.ALLOW_ALL, 0);
    try (RawClient before = RawClient.connect(address).send(NetFixture.CONNECT)) {
      before.expect(NetFixture.CONNACK);
      net.listeners().hold(true);
      await().until(() -> isHeld(address));
      try (RawClient late = RawClient.connect(address).send(NetFixture.CONNECT)) {
        late.expectNothing(100);
        before.send("c000").expect("d000");
        net.listeners().hold(false);
        late.expect(NetFixture.CONNACK);
      }
    }
  }

  /** One that was accepted before the listener heard of it is answered. */
  private static boolean isHeld(InetSocketAddress address) {
    try (RawClient probe = RawClient.connect(address).send(NetFixture.CONNECT)) {
      probe.expectNothing(50);
      return true;
    } catch (AssertionError accepted) {
      return false;
    }
  }

  @Test
  void closesAPeerThatTakesNoBytes() {
    SocketOptions narrow = SocketOptions.DEFAULT.withBuffers(0, 16 << 10).withSendMillis(5_000);
    InetSocketAddress address =
        net.listeners().start(net.settings("narrow", 10, narrow), acceptor).bound();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      EchoAcceptor.Link link = acceptor.next();
      for (int i = 0; i < 200; i++) {
        link.send(large());
      }
      await()
          .until(
              () -> {
                net.pass(1_000);
                return link.events.contains("closed send_timeout");
              });
      assertThat(net.meters().value(Metric.CONNECTIONS_SEND_TIMEOUT)).isEqualTo(1);
    }
  }

  private static Delivery large() {
    Message message =
        new Message(
            new MessageId(1, 1),
            TopicName.of("t"),
            Qos.AT_MOST_ONCE,
            false,
            new byte[100_000],
            MessageProperties.NONE,
            "p",
            1,
            Message.NEVER);
    return new Delivery(
        message, 0, Qos.AT_MOST_ONCE, false, false, Delivery.NO_IDENTIFIERS, 0, false, -1);
  }

  @Test
  void leavesAPeerAloneThatHasTakenEverything() {
    SocketOptions quick = SocketOptions.DEFAULT.withSendMillis(1_000);
    InetSocketAddress address =
        net.listeners().start(net.settings("quick", 10, quick), acceptor).bound();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      for (int i = 0; i < 5; i++) {
        net.pass(1_000);
        client.send("c000").expect("d000");
      }
    }
  }
}

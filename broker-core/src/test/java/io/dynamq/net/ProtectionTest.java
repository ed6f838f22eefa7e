package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.RawClient;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client may take before it is known, and how fast it may be. */
class ProtectionTest {
  private static final String PUBLISH = "3206000174000778";
  private static final String PUBACK = "40020007";

  private final EchoAcceptor acceptor = new EchoAcceptor();
  private NetFixture net;
  private InetSocketAddress address;

  private void start(Zone.Limits limits) {
    net = new NetFixture(limits);
    address = net.start(acceptor).bound();
  }

  private static Zone.Limits shipped() {
    return Zone.defaults("test").limits();
  }

  private static Zone.Limits paced(Zone.Pace messages, Zone.Pace bytes) {
    return shipped().withPaces(new Zone.Paces(messages, bytes));
  }

  @AfterEach
  void stop() {
    net.close();
  }

  @Test
  void aConnectOfMoreThan64KilobytesIsRefusedByItsLength() {
    start(shipped());
    try (RawClient client = RawClient.connect(address)) {
      // 65,537 bytes are announced, of which only those are sent that tell the version.
      client.send("10fdff03" + "00044d5154540502003c00");
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("RejectedConnect"));
    }
    try (RawClient client = RawClient.connect(address)) {
      client.send("10fcff03" + "00044d5154540402003c").expectNothing(100);
      assertThat(acceptor.next().events).isEmpty();
    }
  }

  @Test
  void whoSendsTooManyMessagesIsNotReadFromWhileOthersAre() {
    start(paced(new Zone.Pace(0.001, 5), null));
    try (RawClient fast = RawClient.connect(address);
        RawClient other = RawClient.connect(address)) {
      fast.send(NetFixture.CONNECT + PUBLISH.repeat(20)).expect(NetFixture.CONNACK);
      fast.expect(PUBACK.repeat(6)).expectNothing(100);
      other.send(NetFixture.CONNECT + PUBLISH).expect(NetFixture.CONNACK + PUBACK);
      // Its silence is ours, so its keep alive does not end.
      net.pass(600_000);
      fast.expectNothing(100);
      assertThat(net.meters().value(Metric.CONNECTIONS_SLOWED)).isEqualTo(1);
    }
  }

  @Test
  void everythingIsReadInTheEnd() {
    start(paced(new Zone.Pace(200, 1), new Zone.Pace(10_000, 10)));
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT + PUBLISH.repeat(20)).expect(NetFixture.CONNACK);
      client.expect(PUBACK.repeat(20));
      client.send("c000").expect("d000");
      assertThat(net.meters().value(Metric.CONNECTIONS_SLOWED)).isGreaterThan(1);
    }
  }

  @Test
  void theClientsOfAListenerShareABound() {
    net = new NetFixture(shipped());
    Zone.Paces few = new Zone.Paces(new Zone.Pace(0.001, 5), null);
    InetSocketAddress bounded = start("bounded", few);
    InetSocketAddress free = start("free", Zone.Paces.NONE);
    try (RawClient one = RawClient.connect(bounded);
        RawClient two = RawClient.connect(bounded);
        RawClient other = RawClient.connect(free)) {
      one.send(NetFixture.CONNECT + PUBLISH.repeat(4));
      one.expect(NetFixture.CONNACK + PUBACK.repeat(4));
      two.send(NetFixture.CONNECT + PUBLISH.repeat(4));
      two.expect(NetFixture.CONNACK + PUBACK.repeat(2)).expectNothing(100);
      one.send(PUBLISH).expectNothing(100);
      other.send(NetFixture.CONNECT + PUBLISH.repeat(9));
      other.expect(NetFixture.CONNACK + PUBACK.repeat(9));
      assertThat(net.meters().value(Metric.CONNECTIONS_SLOWED)).isEqualTo(2);
    }
  }

  @Test
  void allListenersShareTheNodesBound() {
    Zone.Paces few = new Zone.Paces(null, new Zone.Pace(0.001, 100));
    net = new NetFixture(shipped(), new NodePace(0, few));
    try (RawClient one = RawClient.connect(start("one", Zone.Paces.NONE));
        RawClient two = RawClient.connect(start("two", Zone.Paces.NONE))) {
      two.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      one.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      one.send(PUBLISH).expect(PUBACK);
      two.send(PUBLISH.repeat(20)).expectNothing(100);
      one.send(PUBLISH).expectNothing(100);
    }
  }

  private InetSocketAddress start(String name, Zone.Paces paces) {
    Admittance admittance = new Admittance(100, 0, 1, AccessRules.ALLOW_ALL, 0, paces);
    return net.listeners()
        .start(
            net.settings(name, 100, SocketOptions.DEFAULT).withAdmittance(admittance), acceptor)
        .bound();
  }
}

package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.RawClient;
import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both ways of serving sockets must do alike. */
class TransportTest {
  private static final int PINGS = 3;

  private final EchoAcceptor acceptor = new EchoAcceptor();

  @Test
  void epollIsUsedWhereTheSystemHasItAndNobodyForbidsIt() {
    try (NetFixture auto = new NetFixture(TransportChoice.AUTO);
        NetFixture nio = new NetFixture(TransportChoice.NIO)) {
      assertThat(auto.listeners().isEpoll()).isEqualTo(Epoll.isAvailable());
      assertThat(nio.listeners().isEpoll()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportChoice.class)
  void hearsAPeerThatFinishedWhileReadingWasOff(TransportChoice transport) {
    try (NetFixture net = new NetFixture(transport);
        RawClient client = RawClient.connect(net.start(acceptor).bound())) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      EchoAcceptor.Link link = acceptor.next();
      link.run(() -> link.connection.reading(false));
      link.run(() -> link.events.add("off"));
      await().until(() -> link.events.contains("off"));
      client.send("c000".repeat(PINGS)).finish().expectNothing(100);
      link.run(() -> link.connection.reading(true));
      client.expect("d000".repeat(PINGS)).expectClose();
      await().until(() -> link.events.contains("closed tcp_closed"));
    }
  }

  @ParameterizedTest
  @EnumSource(TransportChoice.class)
  void readsOnHoweverOftenItWasOff(TransportChoice transport) {
    try (NetFixture net = new NetFixture(transport);
        RawClient client = RawClient.connect(net.start(acceptor).bound())) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      EchoAcceptor.Link link = acceptor.next();
      for (int i = 0; i < PINGS; i++) {
        link.run(() -> link.connection.reading(false));
        client.send("c000");
        link.run(() -> link.connection.reading(true));
        client.expect("d000");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransportChoice.class)
  void closesWhenAPeerThatIsNotReadFromIsTornAway(TransportChoice transport) {
    try (NetFixture net = new NetFixture(transport)) {
      RawClient client = RawClient.connect(net.start(acceptor).bound());
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      EchoAcceptor.Link link = acceptor.next();
      link.run(() -> link.connection.reading(false));
      link.run(() -> link.events.add("off"));
      await().until(() -> link.events.contains("off"));
      client.reset();
      link.run(() -> link.connection.reading(true));
      await().until(() -> link.events.stream().anyMatch(event -> event.startsWith("closed")));
    }
  }
}

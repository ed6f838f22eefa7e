package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Metric;
import io.dynamq.testkit.RawClient;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenersTest {
  private final NetFixture net = new NetFixture();

  @AfterEach
  void stop() {
    net.close();
  }

  @Test
  void tellsTheRealAddressWhereTheSystemChoseThePort() {
    ListenerStatus status = net.start(new EchoAcceptor());
    assertThat(status.bound().getPort()).isPositive();
    assertThat(net.listeners().list()).containsExactly(status);
    assertThat(status.settings().id()).isEqualTo("mqtt:tcp:test");
  }

  @Test
  void saysInOneLineThatAPortIsTaken() {
    ListenerStatus status = net.start(new EchoAcceptor());
    InetSocketAddress taken = new InetSocketAddress("127.0.0.1", status.bound().getPort());
    ListenerSettings second = ListenerSettings.tcp("second", taken, "test");
    assertThatThrownBy(() -> net.listeners().start(second, new EchoAcceptor()))
        .isInstanceOf(ListenerException.class)
        .hasMessage(
            "listener mqtt:tcp:second cannot bind 127.0.0.1:%d: Address already in use",
            taken.getPort());
  }

  @Test
  void refusesASecondListenerOfTheSameName() {
    ListenerStatus status = net.start(new EchoAcceptor());
    assertThatThrownBy(() -> net.listeners().start(status.settings(), new EchoAcceptor()))
        .hasMessage("listener mqtt:tcp:test is already started");
  }

  @Test
  void closesConnectionsBeyondTheBoundAndTakesNewOnesWhenThereIsRoom() {
    EchoAcceptor acceptor = new EchoAcceptor();
    ListenerSettings settings = net.settings("test", 2, SocketOptions.DEFAULT);
    InetSocketAddress address = net.listeners().start(settings, acceptor).bound();
    RawClient first = RawClient.connect(address);
    acceptor.next();
    RawClient second = RawClient.connect(address);
    acceptor.next();
    RawClient third = RawClient.connect(address);
    third.expectClose();
    assertThat(net.listeners().list().get(0).connections()).isEqualTo(2);
    assertThat(net.listeners().list().get(0).refused()).isEqualTo(1);
    assertThat(net.meters().value(Metric.CONNECTIONS_REFUSED)).isEqualTo(1);
    second.close();
    await().until(() -> net.listeners().list().get(0).connections() == 1);
    try (RawClient fourth = RawClient.connect(address)) {
      fourth.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
    }
    first.close();
    third.close();
  }

  @Test
  void stopsOneListenerWithItsConnectionsAndKeepsTheOther() {
    EchoAcceptor acceptor = new EchoAcceptor();
    InetSocketAddress one =
        net.listeners().start(net.settings("one", 10, SocketOptions.DEFAULT), acceptor).bound();
    InetSocketAddress two =
        net.listeners().start(net.settings("two", 10, SocketOptions.DEFAULT), acceptor).bound();
    try (RawClient first = RawClient.connect(one);
        RawClient second = RawClient.connect(two)) {
      first.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      second.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      assertThat(net.listeners().stop("mqtt:tcp:one")).isTrue();
      assertThat(net.listeners().stop("mqtt:tcp:one")).isFalse();
      first.expectClose();
      second.send("c000").expect("d000");
      assertThat(net.listeners().list()).hasSize(1);
      assertThatThrownBy(() -> RawClient.connect(one)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void takesAPortAgainAsSoonAsItsListenerHasStopped() {
    InetSocketAddress address = net.start(new EchoAcceptor()).bound();
    ListenerSettings again = ListenerSettings.tcp("again", address, "test");
    assertThat(net.listeners().stop("mqtt:tcp:test")).isTrue();
    for (int i = 0; i < 20; i++) {
      net.listeners().start(again, new EchoAcceptor());
      assertThat(net.listeners().stop("mqtt:tcp:again")).isTrue();
    }
  }

  @Test
  void keepsConnectionsWhenItStopsAccepting() {
    InetSocketAddress address = net.start(new EchoAcceptor()).bound();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      net.listeners().stopAccepting();
      client.send("c000").expect("d000");
      assertThat(net.listeners().list().get(0).accepting()).isFalse();
      assertThatThrownBy(() -> RawClient.connect(address)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void shutsDownInTimeAndTellsEveryConnection() {
    EchoAcceptor acceptor = new EchoAcceptor();
    InetSocketAddress address = net.start(acceptor).bound();
    RawClient client = RawClient.connect(address);
    client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
    EchoAcceptor.Link link = acceptor.next();
    Thread peer =
        new Thread(
            () -> {
              client.expectClose();
              client.close();
            });
    peer.start();
    assertThat(net.listeners().shutdown(5_000)).isTrue();
    assertThat(link.events).containsOnlyOnce("closed closed");
  }

  @Test
  void cutsOffAPeerThatDoesNotCloseWithinTheDeadline() {
    EchoAcceptor acceptor = new EchoAcceptor();
    InetSocketAddress address = net.start(acceptor).bound();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      assertThat(net.listeners().shutdown(50)).isFalse();
      assertThat(acceptor.next().events).containsOnlyOnce("closed closed");
    }
  }
}

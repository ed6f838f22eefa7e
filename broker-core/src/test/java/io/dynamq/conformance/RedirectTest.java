package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import io.dynamq.packet.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that are sent to another server [MQTT 5 section 4.11]. */
class RedirectTest {
  private static final String ELSEWHERE = "other.example:1883";

  @ParameterizedTest
  @CsvSource({"USE_ANOTHER_SERVER, 9c", "SERVER_MOVED, 9d"})
  void sendsEveryoneElsewhere(ReasonCode code, String expected) {
    try (LoopbackBroker broker = broker(new Zone.Redirect(code, ELSEWHERE))) {
      MqttClient client = broker.client(5);
      Received answer = client.connect(ConnectPacket.v5(unique("c")));
      assertThat(answer.code()).isEqualTo(Integer.parseInt(expected, 16));
      assertThat(answer.property(Props.SERVER_REFERENCE)).isEqualTo(ELSEWHERE);
      client.raw().expectClose();

      MqttClient old = broker.client(4);
      old.send(ConnectPacket.of(4, unique("c")).bytes());
      old.raw().expect("20 02 00 03").expectClose();
    }
  }

  @Test
  void sendsElsewhereWithoutSayingWhere() {
    Zone.Redirect redirect = new Zone.Redirect(ReasonCode.SERVER_MOVED, "");
    try (LoopbackBroker broker = broker(redirect)) {
      Received answer = broker.client(5).connect(ConnectPacket.v5(unique("c")));
      assertThat(answer.properties()).isEmpty();
    }
  }

  @Test
  void saysWhereToGoWhenItShutsDown() {
    LoopbackBroker broker = broker(new Zone.Redirect(null, ELSEWHERE));
    MqttClient client = broker.connected();
    MqttClient old = broker.connected(4, ConnectPacket.of(4, unique("c")));
    broker.close();
    assertThat(client.expectDisconnect(0x9C).property(Props.SERVER_REFERENCE))
        .isEqualTo(ELSEWHERE);
    old.raw().expectClose();
  }

  @Test
  void saysThatItShutsDownWhereNoOtherServerIsKnown() {
    LoopbackBroker broker = broker(Zone.Redirect.OFF);
    MqttClient client = broker.connected();
    broker.close();
    assertThat(client.expectDisconnect(0x8B).has(Props.SERVER_REFERENCE)).isFalse();
  }

  private static LoopbackBroker broker(Zone.Redirect redirect) {
    return LoopbackBroker.with()
        .zone(zone -> zone.withManners(new Zone.Manners(false, false, "", redirect)))
        .start();
  }
}

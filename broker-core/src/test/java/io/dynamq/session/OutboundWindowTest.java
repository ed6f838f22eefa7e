package io.dynamq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.store.Lease;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.Test;

/** Where the packet identifiers of a session that goes on begin. */
class OutboundWindowTest {
  private static final int USED = 800;
  private static final StoredMessage MESSAGE =
      new StoredMessage(
          null,
          new Message(
              new MessageId(1, 1),
              TopicName.of("t"),
              Qos.AT_LEAST_ONCE,
              false,
              new byte[1],
              MessageProperties.NONE,
              "p",
              1,
              Message.NEVER),
          Qos.AT_LEAST_ONCE,
          false,
          new int[0],
          null);

  private static int first(long epoch, String node) {
    OutboundWindow window = new OutboundWindow(10);
    window.scatter(new PositionSource(new Lease(new ClientId("c"), epoch, node)));
    return window.open(MESSAGE).packetId;
  }

  /**
   * A node that goes on without the store raises the epoch by itself, to one that another node may
   * have got from the store meanwhile; the client may still hold deliveries of that one.
   */
  @Test
  void twoNodesWithTheSameEpochGiveIdentifiersFarFromOneAnother() {
    for (int later = 0; later < 16; later++) {
      int one = first(1_700_000_005L, "n0");
      int other = first(1_700_000_005L + later, "n1");
      int apart = Math.floorMod(one - other, 65_535);
      assertThat(Math.min(apart, 65_535 - apart)).as("%d later", later).isGreaterThan(USED);
    }
  }
}

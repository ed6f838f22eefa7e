package io.dynamq.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A QoS 2 publish that a broker had not answered when it died, on the client's next connection. */
class InboundExchangeTest {
  private static final int ID = 1;

  private final WrittenEffects out = new WrittenEffects();
  private final PendingAck unanswered = new PendingAck(ID, true);

  private InboundExchange restored(List<Integer> identifiers, List<PendingAck> unsettled) {
    InboundExchange exchange = new InboundExchange(4, SessionLimits.DEFAULT.receiving());
    exchange.distrustSnapshot(true);
    exchange.restore(identifiers, unsettled, 0);
    return exchange;
  }

  private List<String> published(InboundExchange exchange, boolean dup) {
    out.drain();
    byte[] payload = "x".getBytes(UTF_8);
    Publish publish =
        new Publish(
            dup, Qos.EXACTLY_ONCE, false, TopicName.of("t"), ID, 0, -1, MessageProperties.NONE,
            payload);
    assertThat(exchange.receive(publish, out)).isNull();
    return out.drain();
  }

  @Test
  void oneThatFailsIsRoutedWhenItIsRepeated() {
    InboundExchange exchange = restored(List.of(ID), List.of(unanswered));
    exchange.settled(unanswered, ReasonCode.QUOTA_EXCEEDED, out);
    assertThat(exchange.unsettled()).isEmpty();
    assertThat(exchange.identifiers()).isEmpty();
    InboundExchange next = restored(exchange.identifiers(), exchange.unsettled());
    assertThat(published(next, true)).anyMatch(effect -> effect.startsWith("     publish"));
  }

  @Test
  void oneThatFailedWhileNobodyWasThereIsRoutedWhenItIsRepeated() {
    unanswered.doubtful = true;
    unanswered.settle(ReasonCode.QUOTA_EXCEEDED);
    InboundExchange exchange = restored(List.of(), List.of(unanswered));
    assertThat(exchange.unsettled()).isEmpty();
    assertThat(published(exchange, true)).anyMatch(effect -> effect.startsWith("     publish"));
  }

  @Test
  void oneThatTheClientReleasesMeanwhileLeavesItsIdentifierToAnother() {
    InboundExchange exchange = restored(List.of(ID), List.of(unanswered));
    assertThat(exchange.release(ID, out)).isEqualTo(AckOutcome.TAKEN);
    exchange.settled(unanswered, ReasonCode.SUCCESS, out);
    assertThat(exchange.identifiers()).isEmpty();
    assertThat(published(exchange, false)).anyMatch(effect -> effect.startsWith("     publish"));
  }
}

package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  private static final String LARGE = "x".repeat(10_000);

  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"), new FakeTime(), SessionLimits.DEFAULT);
  private final List<Boolean> doors = new ArrayList<>();
  private double used = 0.5;

  @BeforeEach
  void watch() {
    broker.broker.watchMemory(new Broker.MemoryMarks(0.85, 0.95), () -> used, doors::add);
  }

  private void look() {
    broker.advanceMillis(100);
  }

  @Test
  void closesTheDoorsWhileTheMemoryIsCrowded() {
    look();
    assertThat(doors).isEmpty();
    used = 0.85;
    look();
    look();
    assertThat(doors).containsExactly(true);
    used = 0.84;
    look();
    assertThat(doors).containsExactly(true, false);
    assertThat(broker.count(Metric.BROKER_CROWDED)).isEqualTo(1);
    assertThat(broker.meters.gauges()).containsEntry("memory.used.percent", 84L);
  }

  @Test
  void whoPublishesMeanwhileIsReadFromOnceASecond() {
    Link publisher = broker.link().connect("p", true);
    Link other = broker.link().connect("o", true);
    used = 0.9;
    look();
    publisher.publish("t", 0, 0, "x", false);
    assertThat(publisher.reading).isFalse();
    assertThat(other.reading).isTrue();
    broker.advanceMillis(500);
    assertThat(publisher.reading).isFalse();
    broker.advanceMillis(500);
    assertThat(publisher.reading).isTrue();
    publisher.publish("t", 1, 1, "x", false);
    assertThat(publisher.reading).isFalse();
    used = 0.5;
    look();
    look();
    assertThat(publisher.reading).isTrue();
  }

  @Test
  void closesWhoIsTooSlowForWhatItGetsAndNobodyElse() {
    Link publisher = broker.link().connect("p", true);
    Link slow = broker.link().connect5("slow", true, 0);
    Link quick = broker.link().connect5("quick", true, 0);
    slow.subscribe("t", 0);
    quick.subscribe("t", 0);
    slow.writable = false;
    for (int i = 0; i < 20; i++) {
      publisher.publish("t", 0, 0, LARGE, false);
    }
    used = 0.94;
    look();
    assertThat(slow.closed).isFalse();
    used = 0.95;
    look();
    assertThat(slow.last(Disconnect.class).code()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(slow.closed).isTrue();
    assertThat(quick.closed).isFalse();
    assertThat(publisher.closed).isFalse();
    assertThat(broker.count(Metric.CONNECTIONS_OVERLOADED)).isEqualTo(1);
  }
}

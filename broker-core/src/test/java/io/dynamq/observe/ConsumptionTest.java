package io.dynamq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Consumption.Load;
import io.dynamq.observe.Consumption.Operation;
import io.dynamq.observe.Consumption.Subject;
import io.dynamq.observe.Consumption.Sum;
import org.junit.jupiter.api.Test;

class ConsumptionTest {
  private final Consumption consumption = new Consumption();

  @Test
  void addsUpByOperationAndTable() {
    Operation query = new Operation("Query", "a", false);
    Operation batch = new Operation("BatchWriteItem", "a", true);
    consumption.requested(query, 1.5);
    consumption.requested(batch, 4);
    consumption.requested(query, 0.5);
    assertThat(consumption.operations()).containsExactly(new Sum(batch, 4, 1), new Sum(query, 2, 2));
  }

  @Test
  void theBusiestSecondOfAPartitionCounts() {
    consumption.written("t", "calm", 1, 0);
    consumption.written("t", "calm", 1, 1_000);
    consumption.written("t", "busy", 1, 5_000);
    consumption.written("t", "busy", 1, 5_999);
    consumption.written("t", "calm", 1, 2_000);
    assertThat(consumption.hottest(5))
        .containsExactly(new Load("t", "busy", 2, 2), new Load("t", "calm", 3, 1));
  }

  @Test
  void keepsWhatIsHeavyOfAnyNumber() {
    for (int i = 0; i < 100_000; i++) {
      consumption.writtenFor(Subject.TOPIC, "t/" + i, 1);
      consumption.writtenFor(Subject.TOPIC, "heavy", 1);
    }
    assertThat(consumption.heaviest(Subject.TOPIC, 2).get(0).name()).isEqualTo("heavy");
    assertThat(consumption.heaviest(Subject.TOPIC, 2).get(0).units()).isEqualTo(100_000);
    assertThat(consumption.heaviest(Subject.TOPIC, 10_000)).hasSizeLessThanOrEqualTo(2_000);
    assertThat(consumption.heaviest(Subject.CLIENT, 1)).isEmpty();
  }
}

package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class BanChangesTest {

  private static BanChanges after(int changes) {
    Map<String, AttributeValue> last = new HashMap<>();
    for (int n = 1; n <= changes; n++) {
      last.put(Integer.toString(n % BanChanges.KEPT), fromS(n + " ban/clientid/c " + n));
    }
    return new BanChanges(changes, last);
  }

  @Test
  void tellsWhatHasChangedSinceAnEarlierLook() {
    assertThat(after(70).since(70)).isEmpty();
    assertThat(after(70).since(68)).containsExactly("ban/clientid/c 69", "ban/clientid/c 70");
    assertThat(after(70).since(6)).hasSize(BanChanges.KEPT);
    assertThat(after(3).since(0)).hasSize(3);
  }

  @Test
  void doesNotKnowWhatIsTooLongAgo() {
    assertThat(after(70).since(5)).isNull();
  }

  /** A broker of before counts without saying what; a table may have been put back. */
  @Test
  void doesNotKnowWhatNobodyHasSaid() {
    assertThat(new BanChanges(71, after(70).last()).since(69)).isNull();
    assertThat(new BanChanges(7, Map.of()).since(6)).isNull();
    assertThat(after(5).since(6)).isNull();
  }
}

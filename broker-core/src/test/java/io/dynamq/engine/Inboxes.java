package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the first three of several {@link RandomClient}s must have got in the end. */
final class Inboxes {
  private static final int RECEIVERS = 3;

  private Inboxes() {}

  /** 0 takes everything at QoS 2, 1 at QoS 1, 2 has two subscriptions for one of the topics. */
  static void subscribe(TestBroker broker, List<RandomClient> clients) {
    clients.forEach(RandomClient::connect);
    broker.settle();
    clients.get(0).link().subscribe("t/#", 2);
    clients.get(1).link().subscribe("t/+", 1);
    clients.get(2).link().subscribe("t/#", 1);
    clients.get(2).link().subscribe("t/0", 2);
  }

  /** Nothing lost, no order changed, nothing of QoS 2 twice. */
  static void check(List<RandomClient> clients) {
    for (int number = 0; number < RECEIVERS; number++) {
      checkOrder(number, clients.get(number), false);
      checkComplete(clients.get(number), clients);
    }
  }

  /** The same for a broker that died without warning: duplicates may be. */
  static void checkAfterDeath(List<RandomClient> clients) {
    for (int number = 0; number < RECEIVERS; number++) {
      checkOrder(number, clients.get(number), true);
      checkComplete(clients.get(number), clients);
    }
  }

  private static void checkOrder(int number, RandomClient receiver, boolean mayRepeat) {
    Map<String, Integer> newest = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (String payload : receiver.inbox) {
      int space = payload.lastIndexOf(' ');
      int count = Integer.parseInt(payload.substring(space + 1));
      if (seen.add(payload)) {
        Integer before = newest.put(payload.substring(0, space), count);
        assertThat(before == null || before < count)
            .as("%s behind %s at %s", payload, before, receiver.id)
            .isTrue();
      } else if (!mayRepeat) {
        assertThat(isExactlyOnce(number, payload))
            .as("%s twice at %s", payload, receiver.id)
            .isFalse();
      }
    }
  }

  private static void checkComplete(RandomClient receiver, List<RandomClient> publishers) {
    for (RandomClient publisher : publishers) {
      assertThat(receiver.inbox).as("what %s got", receiver.id).containsAll(publisher.acknowledged);
    }
  }

  private static boolean isExactlyOnce(int receiver, String payload) {
    String[] words = payload.split(" ");
    return words[2].equals("2") && (receiver == 0 || receiver == 2 && words[1].equals("t/0"));
  }
}

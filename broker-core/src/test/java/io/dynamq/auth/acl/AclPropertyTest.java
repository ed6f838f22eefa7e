package io.dynamq.auth.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules against {@link AclReference}, with the ids and names that attackers would choose. */
class AclPropertyTest {
  private static final List<String> LEVELS = List.of("a", "A", "b", "", "$SYS", "%c", "%u");
  private static final List<String> CHOSEN =
      List.of("#", "+", "a", "A", "a/b", "%u", "%c", "$SYS", "", "/", "a/#", "b");
  private static final AclSettings STRICT = new AclSettings(false, false, true, 8, 60_000);

  private static List<String> world() {
    List<String> names = new ArrayList<>();
    for (String one : LEVELS) {
      names.add(one);
      for (String two : LEVELS) {
        names.add(one + "/" + two);
        for (String three : LEVELS) {
          names.add(one + "/" + two + "/" + three);
          if (three.equals("a")) {
            names.add(one + "/" + two + "/a/z");
          }
        }
      }
    }
    return names;
  }

  private static String filter(Random random, boolean placeholders) {
    StringBuilder filter = new StringBuilder();
    int length = 1 + random.nextInt(3);
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(10);
      String level =
          kind < 2 ? "+" : LEVELS.get(random.nextInt(LEVELS.size() - (placeholders ? 0 : 2)));
      boolean last = i == length - 1;
      filter.append(i == 0 ? "" : "/").append(last && random.nextInt(3) == 0 ? "#" : level);
    }
    return filter.isEmpty() ? "#" : filter.toString();
  }

  private static ClientInfo client(String id, String user) {
    return new ClientInfo(new ClientId(id), user, "10.0.0.1", 1, 1883, 5, true, 0, 0, 0);
  }

  @Test
  void noIdNameOrFilterGetsMoreOrLessThanTheRulesSay() {
    Random random = new Random(20_261_128);
    List<String> world = world();
    AclReference reference = new AclReference(world);
    for (int round = 0; round < 300; round++) {
      List<AclReference.Line> lines = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        int action = random.nextInt(3);
        AclReference.Line line =
            new AclReference.Line(
                random.nextBoolean(), action != 1, action != 0, filter(random, true));
        lines.add(line);
        text.append(line.written()).append('\n');
      }
      String id = CHOSEN.get(random.nextInt(CHOSEN.size()));
      String user = random.nextInt(4) == 0 ? null : CHOSEN.get(random.nextInt(CHOSEN.size()));
      AclAuthorizer acl =
          new AclAuthorizer(
              RuleList.parse("t", text.toString(), new ArrayList<>()),
              STRICT,
              new Meters(),
              new FakeTime());
      Permissions mine = acl.permissions(client(id.isEmpty() ? "x" : id, user));
      String effectiveId = id.isEmpty() ? "x" : id;
      for (int asked = 0; asked < 10; asked++) {
        String name = world.get(random.nextInt(world.size()));
        assertThat(mine.mayPublish(name, Qos.AT_MOST_ONCE, false))
            .as("%s: client %s, user %s publishes %s", text, effectiveId, user, name)
            .isEqualTo(reference.mayPublish(lines, effectiveId, user, name));
        String filter = filter(random, false);
        assertThat(mine.maySubscribe(filter))
            .as("%s: client %s, user %s subscribes %s", text, effectiveId, user, filter)
            .isEqualTo(reference.maySubscribe(lines, effectiveId, user, filter));
      }
    }
  }
}

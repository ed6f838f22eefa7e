package io.dynamq.auth.acl;

import java.util.ArrayList;
import java.util.List;

/**
 * What rules mean, said in the plainest way: a filter is the set of names that it matches, out of a
 * small world of names, and a rule is about that set.
 */
final class AclReference {
  private final List<String> world;

  AclReference(List<String> world) {
    this.world = world;
  }

  /** One rule; topics of everyone, with whole levels %c and %u. */
  record Line(boolean allows, boolean publish, boolean subscribe, String topic) {
    String written() {
      String action = publish && subscribe ? "pubsub" : publish ? "publish" : "subscribe";
      return "{" + (allows ? "allow" : "deny") + ", all, " + action + ", [\"" + topic + "\"]}.";
    }
  }

  boolean mayPublish(List<Line> lines, String id, String user, String name) {
    for (Line line : lines) {
      if (line.publish() && matches(levels(line.topic(), id, user), line.allows(), name)) {
        return line.allows();
      }
    }
    return false;
  }

  boolean maySubscribe(List<Line> lines, String id, String user, String filter) {
    List<Level> asked = plain(filter);
    List<String> wanted = world.stream().filter(name -> matches(asked, false, name)).toList();
    for (Line line : lines) {
      List<Level> rule = levels(line.topic(), id, user);
      boolean about =
          line.allows()
              ? wanted.stream().allMatch(name -> matches(rule, true, name))
              : wanted.stream().anyMatch(name -> matches(rule, false, name));
      if (line.subscribe() && about) {
        return line.allows();
      }
    }
    return false;
  }

  /** A level of a filter; what a client brought is a text whatever characters it has. */
  private record Level(String text, boolean brought) {}

  private static List<Level> plain(String filter) {
    return levels(filter, "%c", "%u").stream().map(l -> new Level(l.text, false)).toList();
  }

  private static List<Level> levels(String topic, String id, String user) {
    List<Level> levels = new ArrayList<>();
    for (String level : topic.split("/", -1)) {
      if (level.equals("%c")) {
        levels.add(new Level(id, true));
      } else if (level.equals("%u")) {
        levels.add(new Level(user, true));
      } else {
        levels.add(new Level(level, false));
      }
    }
    return levels;
  }

  private static boolean matches(List<Level> filter, boolean allows, String name) {
    String[] parts = name.split("/", -1);
    for (int i = 0; i < filter.size(); i++) {
      Level level = filter.get(i);
      boolean wild = !level.brought && (level.text.equals("#") || level.text.equals("+"));
      if (i == 0 && parts[0].startsWith("$") && (wild || allows && level.brought)) {
        return false;
      }
      if (wild && level.text.equals("#")) {
        return true;
      }
      if (i == parts.length) {
        return false;
      }
      boolean void0 = level.brought && (level.text == null || allows && level.text.isEmpty());
      if (void0 || !wild && !level.text.equals(parts[i])) {
        return false;
      }
    }
    return filter.size() == parts.length;
  }
}

package io.dynamq.auth.acl;

import io.dynamq.message.Texts;
import io.dynamq.store.access.AccessRule;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes rules of rows. One that cannot be read denies everything, at its place: what was meant may
 * have been to deny. The log tells each once.
 */
final class RowReader {
  private static final Logger LOG = LoggerFactory.getLogger(RowReader.class);
  private static final String EXACT = "eq ";
  private static final int TOLD_MAX = 1_000;
  private static final Set<AccessRule> TOLD = ConcurrentHashMap.newKeySet();

  private RowReader() {}

  static void addTo(List<ClientRule> rules, List<AccessRule> rows, Subject subject) {
    for (AccessRule row : rows) {
      ClientRule one = read(row).forClient(subject);
      if (one != null) {
        rules.add(one);
      }
    }
  }

  private static Rule read(AccessRule row) {
    String wrong = mistake(row);
    if (wrong != null) {
      if (TOLD.size() < TOLD_MAX && TOLD.add(row)) {
        LOG.error(
            "the access rule {} denies everything: {}",
            Texts.visible(row.place()),
            Texts.visible(wrong));
      }
      return new Rule(
          false, new Who.Everyone(), true, true, null, row.place() + ", which is wrong: " + wrong);
    }
    boolean exact = row.topic().startsWith(EXACT);
    String topic = exact ? row.topic().substring(EXACT.length()) : row.topic();
    return new Rule(
        row.permission().equals("allow"),
        new Who.Everyone(),
        !row.action().equals("subscribe"),
        !row.action().equals("publish"),
        List.of(new TopicSpec(topic, exact)),
        row.place());
  }

  /** Null if there is none. */
  private static String mistake(AccessRule row) {
    if (!"allow".equals(row.permission()) && !"deny".equals(row.permission())) {
      return "permission is '" + row.permission() + "', expected allow or deny";
    }
    if (row.action() == null || !Set.of("publish", "subscribe", "pubsub").contains(row.action())) {
      return "action is '" + row.action() + "', expected publish, subscribe or pubsub";
    }
    if (row.topic() == null) {
      return "topic is missing, expected a topic filter such as a/#";
    }
    String filter =
        row.topic().startsWith(EXACT) ? row.topic().substring(EXACT.length()) : row.topic();
    try {
      return TopicFilter.of(filter).kind() == TopicFilter.Kind.PLAIN
          ? null
          : "topic '" + filter + "' has a prefix, expected the filter behind it";
    } catch (InvalidTopicException e) {
      return "topic '" + filter + "' is no topic filter: " + e.getMessage();
    }
  }
}

package io.dynamq.dynamo.backend;

import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Topic names in memory, because a table keyed by topic cannot answer a wildcard. Loaded at the
 * start and kept up by this node's own writes. Any thread.
 */
final class TopicIndex {
  private final NavigableSet<String> topics = new ConcurrentSkipListSet<>();

  void add(String topic) {
    topics.add(topic);
  }

  void remove(String topic) {
    topics.remove(topic);
  }

  /** The topics that a filter's path matches; looks only at those with its literal beginning. */
  List<String> matching(String path) {
    String start = literalStart(path);
    List<String> found = new ArrayList<>();
    for (String topic : topics.tailSet(start)) {
      if (!topic.startsWith(start)) {
        break;
      }
      if (TopicFilter.matches(path, topic)) {
        found.add(topic);
      }
    }
    return found;
  }

  private static String literalStart(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '+' && path.charAt(end) != '#') {
      end++;
    }
    // "a/#" also matches "a", which does not start with "a/".
    boolean slash = end < path.length() && end > 0 && path.charAt(end - 1) == '/';
    return path.substring(0, slash ? end - 1 : end);
  }
}

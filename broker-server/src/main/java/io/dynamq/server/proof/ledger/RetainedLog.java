package io.dynamq.server.proof.ledger;

import io.dynamq.server.proof.ledger.Incident.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What retained messages may be at any time: the last acknowledged one of a topic, or one that is
 * being published.
 */
public final class RetainedLog {
  private static final int NONE = -1;

  private final Workload workload;
  private final List<PublisherLog> publishers;
  private final Incidents incidents;

  /** Over what the publishers' logs say. */
  public RetainedLog(Workload workload, List<PublisherLog> publishers, Incidents incidents) {
    this.workload = workload;
    this.publishers = publishers;
    this.incidents = incidents;
  }

  /** The last acknowledged message of each topic, to be taken before a reader subscribes. */
  public Map<String, Workload.Key> settled() {
    Map<String, Workload.Key> settled = new HashMap<>();
    forEachRetained(
        (publisher, number) -> {
          if (publisher.ackedAt(number) != 0) {
            put(settled, publisher, number);
          }
        });
    return settled;
  }

  /** Topics that have a retained message when everything is acknowledged. */
  public List<String> expected() {
    Map<String, Workload.Key> last = new TreeMap<>();
    forEachRetained((publisher, number) -> put(last, publisher, number));
    last.values().removeIf(key -> Workload.clears(key.number()));
    return List.copyOf(last.keySet());
  }

  /** When the last change of a topic was acknowledged. */
  public OptionalLong changedAt(String topic) {
    Map<String, Workload.Key> last = new HashMap<>();
    forEachRetained((publisher, number) -> put(last, publisher, number));
    Workload.Key key = last.get(topic);
    return key == null
        ? OptionalLong.empty()
        : OptionalLong.of(publishers.get(key.publisher()).ackedAt(key.number()));
  }

  /**
   * Judges what a reader found.
   *
   * @param settled as of before it subscribed
   * @param found number of the retained message by topic
   */
  public void judge(Map<String, Workload.Key> settled, Map<String, Workload.Key> found) {
    Map<String, List<Integer>> possible = new HashMap<>();
    forEachRetained(
        (publisher, number) -> {
          Workload.Key key = new Workload.Key(publisher.publisher(), number);
          String topic = workload.topic(key);
          Workload.Key floor = settled.get(topic);
          if (floor == null || number >= floor.number()) {
            possible.computeIfAbsent(topic, name -> new ArrayList<>()).add(number);
          }
        });
    for (Map.Entry<String, List<Integer>> topic : possible.entrySet()) {
      Workload.Key floor = settled.get(topic.getKey());
      Workload.Key value = found.get(topic.getKey());
      judge(topic.getKey(), floor, value, topic.getValue());
    }
  }

  private void judge(String topic, Workload.Key floor, Workload.Key value, List<Integer> possible) {
    int number = value == null ? NONE : value.number();
    boolean right =
        value == null
            ? floor == null || possible.stream().anyMatch(Workload::clears)
            : possible.contains(number);
    if (right) {
      return;
    }
    boolean cleared = floor != null && Workload.clears(floor.number());
    incidents.add(
        cleared ? Kind.DELETED_BACK : Kind.RETAINED_WRONG,
        "retained " + topic + " is " + (value == null ? "missing" : value) + ", acknowledged was "
            + (floor == null ? "nothing" : floor + (cleared ? " (cleared)" : "")),
        floor == null ? 0 : publishers.get(floor.publisher()).ackedAt(floor.number()));
  }

  private interface Visitor {
    void visit(PublisherLog publisher, int number);
  }

  private void forEachRetained(Visitor visitor) {
    for (PublisherLog publisher : publishers) {
      for (int i = 0; i < publisher.sent(); i++) {
        if (Workload.part(i) == Workload.Part.RETAINED) {
          visitor.visit(publisher, i);
        }
      }
    }
  }

  private void put(Map<String, Workload.Key> into, PublisherLog publisher, int number) {
    Workload.Key key = new Workload.Key(publisher.publisher(), number);
    into.put(workload.topic(key), key);
  }
}

package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code mqtt_sub}: what operators want clients to be subscribed to. Only read, as in EMQX. */
final class SubTable {
  private static final String NAME = "mqtt_sub";
  private static final String CLIENT = "clientid";
  private static final String TOPIC = "topic";
  private static final String QOS = "qos";

  private final TableSpec spec;
  private final TableAccess access;
  private final Refusals refusals;

  SubTable(String prefix, TableAccess access, Refusals refusals) {
    spec = spec(prefix);
    this.access = access;
    this.refusals = refusals;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, CLIENT, TOPIC);
  }

  /** The rows of a client; unusable ones are counted, logged and left out. */
  CompletableFuture<List<Subscription>> lookup(String client) {
    if (!Keys.isHash(client)) {
      return CompletableFuture.completedFuture(List.of());
    }
    return access.query(spec, client).thenApply(rows -> subscriptions(client, rows));
  }

  private List<Subscription> subscriptions(
      String client, List<Map<String, AttributeValue>> rows) {
    List<Subscription> found = new ArrayList<>(rows.size());
    for (Map<String, AttributeValue> row : rows) {
      String topic = row.get(TOPIC).s();
      Qos qos = Qos.of((int) Attributes.number(row, QOS, 0));
      try {
        if (qos != null) {
          found.add(Subscription.of(TopicFilter.of(topic), qos));
          continue;
        }
        refusals.refused(spec.name(), client + " | " + topic, "its qos is none of 0, 1, 2");
      } catch (InvalidTopicException e) {
        refusals.refused(spec.name(), client + " | " + topic, e.getMessage());
      }
    }
    return found;
  }
}

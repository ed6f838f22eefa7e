package io.dynamq.dynamo;

import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.message.ClientId;
import io.dynamq.store.PlainRead;
import java.util.ArrayList;
import java.util.List;

/** How to read the native tables with the {@code aws} command line. */
final class PlainReads {
  private final Tables tables;
  private final PoolSettings pool;
  private final AwsText aws;

  PlainReads(Tables tables, PoolSettings pool) {
    this.tables = tables;
    this.pool = pool;
    this.aws = new AwsText(pool);
  }

  /** Lines for a shell. */
  List<String> of(PlainRead read) {
    List<String> lines = new ArrayList<>();
    if (pool.keys() != null) {
      lines.add(
          "# with the credentials of backend.dynamo." + pool.name()
              + ".aws_access_key_id in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
    lines.addAll(calls(read));
    return lines;
  }

  private List<String> calls(PlainRead read) {
    return switch (read.subject()) {
      case SESSIONS ->
          List.of("# sessions that are kept; others are in no table",
              aws.of(tables.sessions().saved()));
      case SESSION -> session(new ClientId(read.name()));
      case SUBSCRIPTIONS ->
          List.of("# subscriptions of sessions that are kept",
              aws.of(tables.subscriptions().everyone()));
      case SUBSCRIPTIONS_OF ->
          List.of(aws.of(tables.subscriptions().of(new ClientId(read.name()))));
      case ROUTES ->
          List.of("# filters of sessions that are kept",
              aws.of(tables.subscriptions().filters()));
      case ROUTE ->
          List.of("# sessions that are kept; with shared filters that contain this text",
              aws.of(tables.subscriptions().filters(read.name())));
      case RETAINED_COUNT -> List.of(aws.of(tables.retained().count(read.nowMillis())));
      case RETAINED_TOPICS ->
          List.of("# of a topic that begins with U+0000 the text is in attribute b, see docs/tables.md",
              aws.of(tables.retained().topics(read.nowMillis())));
    };
  }

  private List<String> session(ClientId client) {
    return List.of(
        "# the session", aws.of(tables.sessions().one(client)),
        "# its subscriptions", aws.of(tables.subscriptions().of(client)),
        "# its queue: messages (n) and bytes (y) of each segment",
        aws.of(tables.queues().counts(client)));
  }
}

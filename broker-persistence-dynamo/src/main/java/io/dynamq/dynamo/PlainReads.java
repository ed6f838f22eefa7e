package io.dynamq.dynamo;

import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.message.ClientId;
import io.dynamq.store.PlainRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How to read the native tables with the {@code aws} command line. */
final class PlainReads {
  /** More lines than these nobody wants. */
  private static final int HOURS_MAX = 48;

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
      case BANS -> List.of(aws.of(tables.meta().bans(read.nowMillis())));
      case WHY -> why(new ClientId(read.name()), read);
      case UNDELIVERED ->
          read.name() == null
              ? List.of("# all receivers", aws.of(tables.ledger().everyone(read.sinceMillis())))
              : List.of(
                  "# entries (e) in the order of time; u names those that were delivered again",
                  aws.of(
                      tables.ledger()
                          .from(new ClientId(read.name()), read.sinceMillis() * 1_000)));
    };
  }

  private List<String> why(ClientId client, PlainRead read) {
    long hour = Duration.ofHours(1).toMillis();
    long since = read.sinceMillis() == 0 ? read.nowMillis() - hour : read.sinceMillis();
    List<String> lines = new ArrayList<>(session(client));
    lines.add("# what was not delivered to it, and why");
    lines.add(aws.of(tables.ledger().from(client, since * 1_000)));
    lines.add("# what happened, of every client, hour by hour; decode with docs/read_tables.py history");
    long first = Math.max(since, read.nowMillis() - HOURS_MAX * hour);
    for (long at = HistoryTable.firstHour(first * 1_000);
        at <= read.nowMillis() * 1_000;
        at = HistoryTable.nextHour(at)) {
      lines.add(aws.of(tables.history().hour(read.node(), at, first * 1_000)));
    }
    lines.add("# other nodes that note what happens; their hours are read the same way");
    lines.add(aws.of(tables.history().nodes()));
    return lines;
  }

  private List<String> session(ClientId client) {
    return List.of(
        "# the session", aws.of(tables.sessions().one(client)),
        "# its subscriptions", aws.of(tables.subscriptions().of(client)),
        "# its queue: messages (n) and bytes (y) of each segment",
        aws.of(tables.queues().counts(client)));
  }
}

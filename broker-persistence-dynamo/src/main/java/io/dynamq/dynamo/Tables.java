package io.dynamq.dynamo;

import io.dynamq.dynamo.client.TableSpec;
import java.util.List;

/** The native tables under one prefix. */
record Tables(
    SessionTable sessions,
    SubscriptionTable subscriptions,
    QueueTable queues,
    BodyTable bodies,
    RetainTable retained,
    DelayedTable delayed,
    LedgerTable ledger,
    HistoryTable history,
    TableSpec audit,
    MetaTable meta) {

  static Tables named(String prefix) {
    return new Tables(
        new SessionTable(prefix),
        new SubscriptionTable(prefix),
        new QueueTable(prefix),
        new BodyTable(prefix),
        new RetainTable(prefix),
        new DelayedTable(prefix),
        new LedgerTable(prefix),
        new HistoryTable(prefix),
        DynamoAudit.spec(prefix),
        new MetaTable(prefix));
  }

  List<TableSpec> specs() {
    return List.of(
        sessions.spec,
        subscriptions.spec,
        queues.spec,
        bodies.spec,
        retained.spec,
        delayed.spec,
        ledger.spec,
        history.spec,
        audit,
        meta.spec);
  }
}

package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;

import io.dynamq.server.config.SettingSpec.Text;
import io.dynamq.server.config.ValueType.Opaque;
import io.dynamq.server.config.ValueType.Size;
import io.dynamq.server.config.ValueType.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keys that the DynamoDB store and the EMQX backend read for themselves. They are listed so that a
 * misspelled one is noticed before anything starts; what depends on several keys, and the JSON of
 * the hook lines, is judged by their owners.
 */
final class DynamoKeys {
  private static final String STORE = "Durability";
  private static final String BACKEND = "DynamoDB (etc/plugins/emqx_backend_dynamo.conf)";
  private static final Opaque OWN = new Opaque("see the comments in the file");

  private DynamoKeys() {}

  /** The native store's. */
  static List<SettingSpec> ofStore() {
    List<SettingSpec> rows = new ArrayList<>(tables());
    rows.addAll(writeBehind());
    rows.addAll(log());
    rows.addAll(ledger());
    rows.addAll(history());
    return rows;
  }

  private static List<SettingSpec> history() {
    return List.of(
        row(
            STORE,
            "history.enabled",
            new ValueType.Flag(),
            "on",
            "Note when sessions and subscriptions begin and end and which publishes are refused, for"
                + " broker_ctl why."),
        SettingsTable.without(
            STORE,
            "history.topics",
            new ValueType.Text("topic filters, separated by commas"),
            "orders/#, cmd/+/set",
            "Also note when messages of QoS 1 and 2 of these topics are published, and sent to and"
                + " acknowledged by clients whose session is kept. Costs CPU for each such message,"
                + " see docs/why.md."),
        row(
            STORE,
            "history.retention",
            SettingsTable.span(60_000, false),
            "1d",
            "How long this is kept."));
  }

  private static List<SettingSpec> ledger() {
    return List.of(
        row(
            STORE,
            "ledger.enabled",
            new ValueType.Flag(),
            "on",
            "Note every message of QoS 1 and 2 that a persistent session or shared group did not"
                + " get, with the reason; read by broker_ctl undelivered."),
        row(
            STORE,
            "ledger.retention",
            SettingsTable.span(1_000, false),
            "7d",
            "How long an entry is kept."),
        row(
            STORE,
            "ledger.max_message",
            new Size(0, 256 << 10),
            "64KB",
            "Of larger messages payload and properties are not kept, so they cannot be delivered"
                + " again."),
        row(
            STORE,
            "ledger.max_rate",
            new Size(1 << 10, 1L << 40),
            "1MB",
            "Bytes of entries per second, over ten seconds; what is more is not noted, only counted"
                + " (ledger.given_up)."));
  }

  private static List<SettingSpec> tables() {
    return List.of(
        SettingsTable.without(
            STORE,
            "persistence.dynamo.pool",
            new ValueType.Text("the name of a pool"),
            "pool1",
            "Which pool the store's tables are reached by; not set: the first by name."),
        row(
            STORE,
            "persistence.dynamo.table_prefix",
            new ValueType.Text("letters, digits, _ . or -"),
            "mqb_",
            "Begins the names of the store's tables."));
  }

  private static List<SettingSpec> log() {
    return List.of(
        SettingsTable.without(
            STORE,
            "wal.dir",
            new ValueType.Text("a directory"),
            "/var/lib/dynamq/wal",
            "Where the write-ahead log is; below the data directory unless it begins with /."
                + " It belongs to one node.name."),
        row(
            STORE,
            "wal.fsync",
            new ValueType.Choice(List.of("always", "interval", "never"), Map.of()),
            "interval",
            "When the log is forced to the disk. A killed broker loses nothing either way; a power"
                + " cut nothing with always, wal.fsync_interval at most with interval."),
        row(
            STORE,
            "wal.fsync_interval",
            new ValueType.Span(1, 100, false),
            "100ms",
            "Time between two of them."),
        row(
            STORE,
            "wal.max_size",
            new Size(16L << 20, 1L << 50),
            "1GB",
            "Bound of what is in the log and not yet in DynamoDB; publishers that need storing are"
                + " slowed at 80 % of it and refused (0x97) at all of it."));
  }

  private static List<SettingSpec> writeBehind() {
    return List.of(
        row(
            STORE,
            "persistence.hold",
            SettingsTable.span(0, false),
            "250ms",
            "How long a write is held back before it goes to DynamoDB; a message that is"
                + " acknowledged meanwhile costs no write."),
        row(
            STORE,
            "persistence.max_dirty_entries",
            new Whole(100, 100_000_000),
            "100000",
            "Bound of what is held back; publishers are slowed at 80 % of it."),
        SettingsTable.without(
            STORE,
            "persistence.max_dirty_bytes",
            new Size(1 << 20, 1L << 50),
            "512MB",
            "The same in bytes: what an outage of DynamoDB may take in memory. Without it 384MB, or a"
                + " quarter of the heap if that is less."),
        row(
            STORE,
            "persistence.flush_concurrency",
            new Whole(1, 1_024),
            "16",
            "Writes to DynamoDB under way at a time. The store has that many connections of its own and"
                + " a third more for reads, besides those of pool_size."),
        row(
            STORE,
            "persistence.node_lease",
            SettingsTable.span(1_000, false),
            "10s",
            "After this long without a sign of life another broker may take this one's sessions."),
        row(
            STORE,
            "store.claim_timeout",
            SettingsTable.span(50, false),
            "1s",
            "How long a client that comes with a saved session waits for DynamoDB. Then it goes on with"
                + " what this broker knows of its session; if that is nothing, it is refused with 0x88."));
  }

  /** The EMQX backend's, and the pools that both use. */
  static List<SettingSpec> ofBackend() {
    List<SettingSpec> rows = new ArrayList<>();
    rows.add(own("hook.<class>.<event>.<number>", "One rule of the EMQX backend, as JSON."));
    rows.add(own("region", "AWS region of all pools."));
    rows.add(
        own("<pool>.server", "Endpoint such as http://localhost:8000; none: AWS in the region."));
    rows.add(own("<pool>.pool_size", "Connections of the EMQX backend; a quarter is kept for reads."));
    rows.add(own("<pool>.aws_access_key_id", "None: AWS's default credential chain."));
    rows.add(own("<pool>.aws_secret_access_key", "None: AWS's default credential chain."));
    rows.add(own("auto_create_tables", "Create tables that are missing."));
    rows.add(own("table_billing", "How created tables are paid for."));
    rows.add(own("table_prefix", "Put before the names of the six tables."));
    rows.add(own("map.max_ids", "Message ids per item of mqtt_topic_msg_map."));
    rows.add(own("ack_after", "When publishers are acknowledged as far as these tables matter."));
    return rows;
  }

  private static SettingSpec own(String key, String help) {
    return new SettingSpec(BACKEND, "backend.dynamo." + key, OWN, "", "", new Text(help, true));
  }
}

package io.dynamq.server.config;

import io.dynamq.server.config.SettingSpec.Text;
import io.dynamq.server.config.ValueType.Address;
import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Whole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every setting of the broker, once. Parsing, the shipped {@code etc/broker.conf}, the reference page
 * and their tests are all made from this table.
 *
 * <p>Keys are EMQX 4.4's where EMQX has one. Rows without wildcard stand before the rows with one, so
 * that {@code listener.tcp.external} has a default of its own.
 */
final class SettingsTable {
  private static final int ANY = Integer.MAX_VALUE;
  private static final Flag FLAG = new Flag();
  private static final List<SettingSpec> ROWS = rows();
  private static final Map<String, SettingSpec> BY_KEY =
      ROWS.stream().collect(Collectors.toMap(SettingSpec::key, row -> row));
  private static final List<SettingSpec> PATTERNS =
      ROWS.stream().filter(SettingSpec::isPattern).toList();

  private SettingsTable() {}

  /** In the order of the file. */
  static List<SettingSpec> all() {
    return ROWS;
  }

  static Optional<SettingSpec> find(String key) {
    SettingSpec exact = BY_KEY.get(key);
    return exact != null
        ? Optional.of(exact)
        : PATTERNS.stream().filter(row -> row.matches(key)).findFirst();
  }

  private static List<SettingSpec> rows() {
    List<SettingSpec> rows = new ArrayList<>();
    node(rows);
    rows.addAll(ListenerKeys.rows());
    rows.addAll(AuthKeys.rows());
    rows.addAll(AclKeys.rows());
    rows.addAll(AccessKeys.rows());
    rows.addAll(JwtKeys.rows());
    rows.addAll(HttpKeys.rows());
    rows.addAll(ClientLimits.rows());
    broker(rows);
    rows.addAll(ModuleKeys.rows());
    durability(rows);
    rows.addAll(DynamoKeys.ofStore());
    embedded(rows);
    rows.addAll(DynamoKeys.ofBackend());
    administration(rows);
    rows.addAll(AlarmConfig.rows());
    return Collections.unmodifiableList(rows);
  }

  private static void node(List<SettingSpec> rows) {
    rows.add(
        row(
            "Node",
            "node.name",
            new ValueType.Text("a name such as dynamq@127.0.0.1"),
            "dynamq@127.0.0.1",
            "Name of this broker, in $SYS topics, in stored sessions and in every answer of the"
                + " administration. Brokers that share tables need different names."));
    rows.add(
        row(
            "Node",
            "node.transport",
            new Choice(List.of("auto", "nio"), Map.of()),
            "auto",
            "How sockets are served: auto = by native epoll on Linux (x86-64 and ARM64), elsewhere by"
                + " the channels of Java, which nio asks for everywhere."));
  }

  private static void broker(List<SettingSpec> rows) {
    String section = "Broker";
    rows.add(
        row(section, "memory.high_watermark", new Whole(10, 101), "85",
            "Percent of Java's heap in use after a collection from which no connections are accepted"
                + " and publishers are slowed; see docs/protection.md. 101: never."));
    rows.add(
        row(section, "memory.critical_watermark", new Whole(10, 101), "95",
            "From where the clients are closed for which most waits in memory."));
    rows.add(
        row(section, "broker.max_conn_rate", new Whole(0, ANY), "0",
            "Connections that all listeners together accept in a second; more wait in the backlogs."
                + " 0 = no bound."));
    rows.add(
        without(section, "broker.messages_rate", new PaceType(false), "100000,1s",
            "Messages that all clients together may send, so many at once and on average; beyond it"
                + " who sends is not read from meanwhile. Not set: no bound."));
    rows.add(
        without(section, "broker.bytes_rate", new PaceType(true), "100MB,1s",
            "The same for bytes of all packets."));
    rows.add(
        row(section, "broker.sys_interval", span(0, false), "1m",
            "Between statistics on $SYS topics; 0 = none."));
    rows.add(
        row(section, "broker.sys_heartbeat", span(0, false), "30s",
            "Between uptime and datetime on $SYS topics; 0 = none."));
    Choice strategy =
        new Choice(
            List.of(
                "random", "round_robin", "sticky", "hash", "hash_clientid", "hash_topic",
                "local", "least_backlog"),
            Map.of());
    rows.add(
        row(section, "broker.shared_subscription_strategy", strategy, "random",
            "Which member of a shared subscription gets a message."));
    rows.add(
        row(section, "broker.shared_dispatch_ack_enabled", FLAG, "true",
            "Whether what a member of a shared subscription has not acknowledged when its"
                + " connection ends goes to other members at once; off: when its session ends."));
    rows.add(
        without(section, "broker.<group>.shared_subscription_strategy", strategy,
            "round_robin",
            "Overrides it for $share/<group>/...; the group of $queue/ is $queue."));
    String retained = "Retained messages";
    rows.add(
        row(retained, "retainer.max_retained_messages", new Whole(0, ANY), "0",
            "How many are kept; 0 = no bound."));
    rows.add(
        row(retained, "retainer.max_payload_size", new ValueType.Size(0, 1 << 28), "1MB",
            "Larger ones are delivered but not kept; 0 = no bound."));
    rows.add(
        row(retained, "retainer.expiry_interval", span(0, false), "0",
            "How long they are kept if they do not say so themselves; 0 = for ever."));
  }

  private static void durability(List<SettingSpec> rows) {
    String section = "Durability";
    rows.add(
        row(
            section,
            "persistence",
            new Choice(List.of("dynamo", "memory"), Map.of()),
            "dynamo",
            "Where sessions, queues and retained messages live: in DynamoDB tables, or in memory only"
                + " (everything is lost when the broker stops)."));
    rows.add(
        row(
            section,
            "durability.ack_after",
            new Choice(List.of("memory", "wal", "store"), Map.of()),
            "wal",
            "What a publisher's PUBACK or PUBREC promises, and SUBACK. memory: the broker has it and"
                + " writes it to the store within a moment; if the process is killed in that moment"
                + " it is lost. wal: it is in the log on this machine's disk as well, a killed broker"
                + " loses nothing. store: DynamoDB has it; slower, but the machine may burn."));
    rows.add(
        without(
            section,
            "durability.rule.<number>",
            new ValueType.RuleOfTopics(DurabilityRuleText::parse, DurabilityRuleText.EXPECTED),
            "{\"topic\": \"cmd/#\", \"ack_after\": \"store\"}",
            "The same for messages of some topics; the rule with the lowest number that matches"
                + " holds. A publisher may ask for more, never for less, by the user property"
                + " x-durability: memory, wal or store."));
    rows.add(
        without(
            section,
            "mqueue.rule.<number>",
            new ValueType.RuleOfTopics(OverflowRuleText::parse, OverflowRuleText.EXPECTED),
            "{\"topic\": \"cmd/#\", \"overflow\": \"reject_publisher\"}",
            "zone.<zone>.mqueue_overflow for messages of some topics in all zones; the rule with the"
                + " lowest number that matches holds."));
    outage(rows, section);
  }

  private static void outage(List<SettingSpec> rows, String section) {
    rows.add(
        row(
            section,
            "store.required",
            FLAG,
            "on",
            "Whether the broker ends with exit code 1 if the store cannot be used at the start. off: it"
                + " serves DEGRADED and tries again: clients with a saved session are refused with"
                + " 0x88, messages of QoS 1 and 2 with 0x97 unless store.outage is degrade."));
    rows.add(
        row(
            section,
            "store.outage",
            new Choice(List.of("spool", "reject", "degrade"), Map.of()),
            "spool",
            "What becomes of messages that must be kept while DynamoDB is away. spool: they are"
                + " acknowledged as soon as the log has them, until that is full (wal.max_size); where"
                + " store is promised, publishers wait. reject: refused with 0x97, MQTT 3 connections"
                + " are closed. degrade: given to receivers that are online, kept for nobody; PUBACK"
                + " and PUBREC say so."));
    rows.add(
        without(
            section,
            "store.outage.rule.<number>",
            new ValueType.RuleOfTopics(OutageRuleText::parse, OutageRuleText.EXPECTED),
            "{\"topic\": \"cmd/#\", \"policy\": \"reject\"}",
            "The same for messages of some topics; the rule with the lowest number that matches"
                + " holds."));
  }

  private static void embedded(List<SettingSpec> rows) {
    String section = "Embedded store";
    rows.add(
        row(
            section,
            "backend.dynamo.embedded",
            FLAG,
            "on",
            "Run a small store with DynamoDB's HTTP API inside the broker, at the address of the"
                + " server of the pool that comes first by name, which must be of this machine."
                + " For first steps, tests and small installations. off: connect to what is there."));
    rows.add(
        without(
            section,
            "backend.dynamo.embedded.data_dir",
            new ValueType.Text("a directory"),
            "data/dynamodb",
            "Where the embedded store keeps its files; not set: dynamodb in the data directory."));
  }

  private static void administration(List<SettingSpec> rows) {
    String section = "Administration";
    rows.add(
        row(
            section,
            "admin.listener",
            new Address(false),
            "127.0.0.1:8081",
            "Where bin/emqx_ctl and the REST API reach the broker; an address of this machine only."));
    rows.addAll(ManagementKeys.rows());
    String log = "Log";
    rows.add(
        row(
            log,
            "log.level",
            new Choice(List.of("debug", "info", "warning", "error"), Map.of()),
            "info",
            "The least important messages that are written.")
            .reloaded());
    rows.add(
        without(
            log,
            "log.dir",
            new ValueType.Text("a directory"),
            "data/log",
            "Where broker.log is; not set: log in the data directory."));
    rows.add(
        row(log, "log.to", new Choice(List.of("auto", "file", "console", "both"), Map.of()), "auto",
            "auto: to broker.log in log.dir when bin/broker start runs it in the background, else to"
                + " the standard output."));
    rows.add(
        row(log, "log.formatter", new Choice(List.of("text", "json"), Map.of()), "text",
            "json: one object in each line, with clientid, peername and topic as members where a line"
                + " is about one; see docs/logging.md."));
    rows.add(
        row(log, "log.repeats", new Whole(0, 1_000_000), "10",
            "How many lines of one kind are written in ten seconds; how many more there were is said"
                + " afterwards. 0 = all."));
    rows.add(
        row(log, "log.rotation.size", new ValueType.Size(1 << 10, 1L << 40), "10MB",
            "A new file begins at this size."));
    rows.add(
        row(log, "log.rotation.count", new Whole(1, 1000), "5", "How many old files are kept."));
    rows.add(
        row(log, "trace.file_size", new ValueType.Size(1 << 10, 1L << 40), "64MB",
            "A trace ends when its file has this size; see docs/traces.md."));
  }

  static ValueType span(long minMillis, boolean infinity) {
    return new ValueType.Span(minMillis, 36_500L * ValueType.Span.DAY, infinity);
  }

  static SettingSpec row(
      String section, String key, ValueType type, String defaultText, String help) {
    return new SettingSpec(section, key, type, defaultText, defaultText, new Text(help, false));
  }

  static SettingSpec without(
      String section, String key, ValueType type, String example, String help) {
    return new SettingSpec(section, key, type, "", example, new Text(help, false));
  }
}

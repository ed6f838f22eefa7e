package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Rewrite;
import io.dynamq.server.config.ValueType.Size;
import io.dynamq.server.config.ValueType.Topic;
import io.dynamq.server.config.ValueType.Whole;
import java.util.ArrayList;
import java.util.List;

/** The rows about what EMQX calls modules. */
final class ModuleKeys {
  private static final String SECTION = "Modules";
  private static final Flag FLAG = new Flag();

  private ModuleKeys() {}

  static List<SettingSpec> rows() {
    List<SettingSpec> rows = new ArrayList<>();
    presence(rows);
    rewrite(rows);
    subscription(rows);
    delayed(rows);
    rows.addAll(SlowConfig.rows());
    return rows;
  }

  private static void presence(List<SettingSpec> rows) {
    rows.add(
        row(SECTION, "module.presence", FLAG, "on",
            "Whether clients that come and go are published as JSON to"
                + " $SYS/brokers/<node>/clients/<clientid>/connected and .../disconnected."));
    rows.add(row(SECTION, "module.presence.qos", new Whole(0, 2), "1", "Quality of service of that."));
    rows.add(
        row(SECTION, "broker.client_disconnect_discarded", FLAG, "off",
            "Whether that includes connections that ended because the same client came again with a"
                + " clean start."));
    rows.add(
        row(SECTION, "broker.client_disconnect_takeovered", FLAG, "off",
            "The same for those whose client came again and went on with its session."));
  }

  private static void rewrite(List<SettingSpec> rows) {
    rows.add(
        row(SECTION, "module.rewrite", FLAG, "on",
            "Whether the rules below count. They are tried from the last to the first; the first"
                + " whose filter matches decides, even if its regular expression does not."));
    rows.add(
        without(SECTION, "module.rewrite.pub.rule.<number>", new Rewrite(true),
            "x/# ^x/y/(.+)$ z/y/$1",
            "Rewrites the topic of what is published, wills included. $1 is what the first group"
                + " has captured, %c the client id, %u the user name."));
    rows.add(
        without(SECTION, "module.rewrite.sub.rule.<number>", new Rewrite(false),
            "y/+/z/# ^y/(.+)/z/(.+)$ y/z/$2",
            "The same for filters that are subscribed to and unsubscribed from."));
    rows.add(
        without(SECTION, "module.rewrite.rule.<number>", new Rewrite(false),
            "x/# ^x/y/(.+)$ z/y/$1",
            "The same for both, as before EMQX 4.1; for filters only if the destination holds + or"
                + " #."));
  }

  private static void subscription(List<SettingSpec> rows) {
    rows.add(
        row(SECTION, "module.subscription", FLAG, "on",
            "Whether every client that connects is subscribed to the topics below, without asking"
                + " for permission."));
    String each = "module.subscription.<number>.";
    rows.add(
        without(SECTION, each + "topic", new Topic(true), "client/%c", "What to subscribe to."));
    rows.add(row(SECTION, each + "qos", new Whole(0, 2), "0", "Quality of service."));
    rows.add(
        row(SECTION, each + "nl", new Whole(0, 1), "0", "1: no local. MQTT 5 only, as the next two."));
    rows.add(row(SECTION, each + "rap", new Whole(0, 1), "0", "1: retain as published."));
    rows.add(row(SECTION, each + "rh", new Whole(0, 2), "0", "Retain handling."));
  }

  private static void delayed(List<SettingSpec> rows) {
    rows.add(
        row(SECTION, "module.delayed", FLAG, "off",
            "Whether what is published to $delayed/<seconds>/<topic> is kept for that long and then"
                + " published to <topic>. off: it is a topic like any other."));
    rows.add(
        row(SECTION, "delayed.max_delayed_messages", new Whole(0, Integer.MAX_VALUE), "100000",
            "Delayed messages that may wait; more are refused. 0 = no bound."));
    rows.add(
        row(SECTION, "delayed.max_delayed_bytes", new Size(0, 1L << 50), "256MB",
            "The same in bytes; they are in memory as well as in the store."));
  }
}

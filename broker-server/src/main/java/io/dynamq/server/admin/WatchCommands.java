package io.dynamq.server.admin;

import java.util.List;

/** Commands that show what happens: alarms, slow subscribers, topics and traces. */
final class WatchCommands {
  static final List<Command> ROWS =
      List.of(
          new Command("alarms list", "GET", "/ctl/alarms", "List alarms that hold"),
          new Command(
              "alarms history", "GET", "/ctl/alarms/history", "List alarms that are over"),
          new Command(
              "alarms deactivate <Name>",
              "DELETE",
              "/ctl/alarms/<>",
              "End an alarm; it is back if its reason is"),
          new Command(
              "alarms clear", "DELETE", "/ctl/alarms", "Forget alarms that are over"),
          new Command(
              "slow_subs list", "GET", "/ctl/slow_subs", "List who takes long to get messages"),
          new Command("slow_subs clear", "DELETE", "/ctl/slow_subs", "Rank them anew"),
          new Command(
              "topic_metrics list", "GET", "/ctl/topic_metrics", "List counters of single topics"),
          new Command(
              "topic_metrics add <Topic>", "PUT", "/ctl/topic_metrics/<>", "Count a topic"),
          new Command(
              "topic_metrics del <Topic>",
              "DELETE",
              "/ctl/topic_metrics/<>",
              "Count a topic no more"),
          new Command(
              "topic_metrics clear", "DELETE", "/ctl/topic_metrics", "Count no topic any more"),
          new Command("trace list", "GET", "/ctl/trace", "List all traces started on local node"),
          new Command(
              "trace start <Type> <Filter> <File>",
              "PUT",
              "/ctl/trace/<>/<>/<>",
              "Trace a client, topic or ip_address to a log file"),
          new Command(
              "trace start <Type> <Filter> <File> <Level>",
              "PUT",
              "/ctl/trace/<>/<>/<>/<>",
              "The same; from warning only refusals and drops"),
          new Command(
              "trace stop <Type> <Filter>",
              "DELETE",
              "/ctl/trace/<>/<>",
              "Stop tracing a client, topic or ip_address"),
          new Command("traces list", "GET", "/ctl/traces", "List all traces with a name"),
          new Command(
              "traces start <Name> <Type> <Filter> [--payload=<on|off>]",
              "PUT",
              "/ctl/traces/<>/<>/<>",
              "Trace a client, topic or ip_address for 900 seconds"),
          new Command(
              "traces start <Name> <Type> <Filter> <Duration> [--payload=<on|off>]",
              "PUT",
              "/ctl/traces/<>/<>/<>/<>",
              "The same for so many seconds, or 30m, 2h"),
          new Command(
              "traces show <Name> [--tail=<Lines>]",
              "GET",
              "/ctl/traces/<>",
              "Show the last lines of a trace, 1000 if not told"),
          new Command("traces stop <Name>", "PUT", "/ctl/traces/<>/stop", "Stop a trace"),
          new Command("traces delete <Name>", "DELETE", "/ctl/traces/<>", "Delete a trace"));

  private WatchCommands() {}
}

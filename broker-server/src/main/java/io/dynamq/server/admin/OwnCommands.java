package io.dynamq.server.admin;

import java.util.List;

/** Commands that EMQX has not, in the order of help. */
final class OwnCommands {
  static final List<Command> ROWS =
      List.of(
          new Command(
              "explain publish <ClientId> <Topic> [--qos=<QoS>] [--retain] [--size=<Bytes>]"
                  + " [--username=<Name>]",
              "GET",
              Commands.api("explain/publish/<>/<>"),
              "Tell what would become of a message, step by step"),
          new Command(
              "explain subscribe <ClientId> <Filter> [--qos=<QoS>] [--username=<Name>]",
              "GET",
              Commands.api("explain/subscribe/<>/<>"),
              "Tell what would become of a subscription"),
          Command.offline(
              "config show [--written]",
              "Show every setting and where it is written; --written: only those"),
          Command.offline(
              "config explain <Key>", "Tell what a setting is, what it could be and who set it"),
          new Command(
              "config diff",
              "GET",
              Commands.api("config/diff"),
              "Show what the files say otherwise than the broker runs with"),
          new Command(
              "cost [--by=<Subject>] [--month]",
              "GET",
              Commands.api("cost"),
              "What the store has charged, by client, topic or operation"),
          new Command(
              "hot", "GET", Commands.api("hot"), "Show the partitions that most is written to"),
          Command.offline(
              "support-bundle [--out=<File>]",
              "Write a file for those who help, without the secrets of the configuration"));

  private OwnCommands() {}
}

package io.dynamq.server.admin;

import io.dynamq.server.admin.Command.Body;
import java.util.List;

/** Commands that EMQX has not, in the order of help. */
final class OwnCommands {
  static final List<Command> ROWS =
      List.of(
          new Command(
              "session show <ClientId>",
              "GET",
              Commands.api("session/<>"),
              "Show a session and its subscriptions, a fact on each line"),
          new Command(
              "session export <ClientId>",
              "GET",
              Commands.api("session/<>/export"),
              "Write the saved session of an absent client as JSON"),
          new Command(
              "session import <ClientId>",
              "PUT",
              Commands.api("session/<>"),
              "Make a session of such JSON, from input",
              Body.DOCUMENT),
          new Command(
              "session clone <ClientId> <Copy>",
              "PUT",
              Commands.api("session/<>/copies/<>"),
              "Make a session like that of an absent client"),
          new Command(
              "session rewind-inflight <ClientId>",
              "POST",
              Commands.api("session/<>/rewind"),
              "Send an absent client again what it has not acknowledged, as new"),
          new Command(
              "session delete <ClientId>",
              "DELETE",
              Commands.api("session/<>"),
              "End the saved session of an absent client"),
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
              "config set <Key> <Value>",
              "PUT",
              Commands.api("config/<>/<>"),
              "Change log.level or a limit until the next start"),
          new Command(
              "cost [--by=<Subject>] [--month]",
              "GET",
              Commands.api("cost"),
              "What the store has charged, by client, topic or operation"),
          new Command(
              "hot", "GET", Commands.api("hot"), "Show the partitions that most is written to"),
          Command.offline(
              "plan [--clients=<N>] [--rate=<R>] [--size=<Bytes>] [--qos=<QoS>] [--receivers=<N>]"
                  + " [--subscriptions=<N>] [--connects=<PerDay>] [--absent=<N>] [--absent-rate=<R>]"
                  + " [--backlog=<N>] [--retained=<N>] [--retained-rate=<R>] [--ack-after=<Mode>]"
                  + " [--clean] [--tls]",
              "Reckon what a load needs and costs, from measured figures"),
          Command.offline(
              "support-bundle [--out=<File>]",
              "Write a file for those who help, without the secrets of the configuration"));

  private OwnCommands() {}
}

package io.dynamq.server.admin;

import java.util.List;

/** Commands of EMQX that have no meaning here; the answer names what does. */
final class AbsentCommands {
  static final List<Command> ROWS =
      List.of(
          Command.absent("mnesia", "there is none, state is in DynamoDB: add --aws to any command"),
          Command.absent("recon", "it looks into Erlang's machine; for Java's there is vm"),
          Command.absent("telemetry", "nothing is ever sent to anybody"),
          Command.absent("luahook", "hooks are lines of etc/plugins/emqx_backend_dynamo.conf"),
          Command.absent("exhook", "hooks are lines of etc/plugins/emqx_backend_dynamo.conf"),
          Command.absent("bridges", "there are none"),
          Command.absent("clientid", "users log in by name: users add"),
          Command.absent("user", "users add, users passwd, users del, users list"),
          Command.absent("admins", "there is no dashboard; keys of the HTTP API: mgmt insert"),
          Command.absent("rules", "there is no rule engine; hook lines of etc/plugins/emqx_backend_dynamo.conf write to tables"),
          Command.absent("rule-actions", "there is no rule engine"),
          Command.absent("resources", "there is no rule engine; pools are keys of the configuration: config show"),
          Command.absent("resource-types", "there is no rule engine"),
          Command.absent("license", "it is free: see the file LICENSE"));

  private AbsentCommands() {}
}

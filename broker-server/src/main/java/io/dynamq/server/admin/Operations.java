package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.observe.Consumption;
import io.dynamq.server.access.AclBook;
import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.api.Watching;
import io.dynamq.server.ban.BanBook;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.users.UserBooks;
import io.dynamq.time.Time;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What the commands work on.
 *
 * @param listeners closes and opens them
 * @param acl the access rules
 * @param keys who may use the HTTP API
 * @param reload reads again what can change while the broker runs
 * @param watching what shows what happens
 * @param metrics in Prometheus' text format
 * @param consumption what the store has charged
 * @param prices the file that says what that costs
 * @param exports the directory that data is exported to
 * @param version of this program
 * @param startedAtMillis for the uptime
 */
public record Operations(
    Control control,
    ListenerSwitch listeners,
    PluginHost plugins,
    UserBooks users,
    AclBook acl,
    BanBook bans,
    AuditLog audit,
    ApiKeys keys,
    Reload reload,
    Watching watching,
    Supplier<String> metrics,
    Consumption consumption,
    Path prices,
    Path exports,
    String version,
    long startedAtMillis,
    Time time) {}

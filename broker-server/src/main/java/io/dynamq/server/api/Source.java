package io.dynamq.server.api;

import io.dynamq.control.Control;
import io.dynamq.server.ban.BanBook;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.time.Time;

/**
 * What the API speaks of.
 *
 * @param startedAtMillis for the uptime
 */
public record Source(
    Control control,
    PluginHost plugins,
    BanBook bans,
    Watching watching,
    String version,
    long startedAtMillis,
    Time time) {}

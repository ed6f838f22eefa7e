package io.dynamq.server;

import io.dynamq.hook.Plugin;
import io.dynamq.server.access.AclBook;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.plugin.PluginChecks;
import io.dynamq.setting.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Lets the store and the plug-ins judge their keys before anything is opened, so that an operator
 * sees all mistakes at once and not one with each attempt.
 */
final class OwnerChecks {

  private OwnerChecks() {}

  /** What keeps the broker from starting. */
  static List<Problem> beforeStart(ServerConfig config) {
    List<Problem> problems = new ArrayList<>(Stores.check(config));
    problems.addAll(Authentication.check(config));
    problems.addAll(AclBook.check(config.acl()));
    problems.addAll(Sockets.check(config));
    problems.addAll(plugins(config).ofRemembered(config.settings()));
    return problems;
  }

  /** The same, and what would keep a plug-in from being loaded later. */
  static List<Problem> thorough(ServerConfig config) {
    List<Problem> problems = new ArrayList<>(Stores.check(config));
    problems.addAll(Authentication.check(config));
    problems.addAll(AclBook.check(config.acl()));
    problems.addAll(Sockets.check(config));
    problems.addAll(plugins(config).ofAll(config.settings()));
    return problems;
  }

  private static PluginChecks plugins(ServerConfig config) {
    return new PluginChecks(
        ServiceLoader.load(Plugin.class), config.dataDirectory().resolve(Server.LOADED_PLUGINS));
  }
}

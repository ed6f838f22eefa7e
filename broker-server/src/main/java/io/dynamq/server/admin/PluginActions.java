package io.dynamq.server.admin;

import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.plugin.PluginRefusal;
import io.dynamq.server.plugin.PluginView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands about plug-ins, with EMQX's answers. */
final class PluginActions {
  private final PluginHost host;

  PluginActions(PluginHost host) {
    this.host = host;
  }

  Answer list() {
    List<PluginView> plugins = host.list();
    return new Answer(
        plugins.stream().map(PluginActions::json).toList(),
        plugins.stream().map(PluginActions::line).toList());
  }

  Answer load(String name) throws Refusal {
    return done("Load plugin", name, "loaded", host::load);
  }

  Answer unload(String name) throws Refusal {
    return done("Unload plugin", name, "unloaded", host::unload);
  }

  Answer reload(String name) throws Refusal {
    return done("Reload plugin", name, "reloaded", host::reload);
  }

  /** What the host does to one plug-in. */
  private interface Change {
    void apply(String name) throws PluginRefusal;
  }

  private static Answer done(String what, String name, String outcome, Change change)
      throws Refusal {
    try {
      change.apply(name);
      return Answer.said("Plugin " + name + " " + outcome + " successfully.");
    } catch (PluginRefusal e) {
      throw refused(what, name, e);
    }
  }

  private static Refusal refused(String what, String name, PluginRefusal refusal) {
    String reason = refusal.getMessage();
    // A list of mistakes is lines of their own, no sentence.
    boolean complete = reason.endsWith(".") || reason.indexOf('\n') >= 0;
    return new Refusal(
        Refusal.CONFLICT,
        what + " " + Printable.of(name) + " error: " + reason + (complete ? "" : "."));
  }

  private static Map<String, Object> json(PluginView plugin) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", plugin.name());
    json.put("description", plugin.description());
    json.put("active", plugin.active());
    return json;
  }

  private static String line(PluginView plugin) {
    return "Plugin(%s, description=%s, active=%s)"
        .formatted(plugin.name(), plugin.description(), plugin.active());
  }
}

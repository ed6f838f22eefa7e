package io.dynamq.server.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EMQX's commands about modules, which here are settings: they can be looked at. */
final class ModuleActions {
  private static final String ACL = "emqx_mod_acl_internal";

  /** A module by EMQX's name, and the setting that it is. */
  private record Module(String name, String description, String key) {}

  private static final List<Module> MODULES =
      List.of(
          new Module(ACL, "Internal ACL Module", null),
          new Module("emqx_mod_delayed", "Delayed Publish Module", "module.delayed"),
          new Module("emqx_mod_presence", "Online/Offline Presence Module", "module.presence"),
          new Module("emqx_mod_rewrite", "Topic Rewrite Module", "module.rewrite"),
          new Module("emqx_mod_slow_subs", "Slow Subscribers Statistics Module", "module.slow_subs"),
          new Module("emqx_mod_subscription", "Subscription Module", "module.subscription"));

  private final AclActions acl;
  private final Reload settings;

  ModuleActions(AclActions acl, Reload settings) {
    this.acl = acl;
    this.settings = settings;
  }

  Answer list() {
    return new Answer(
        MODULES.stream().map(this::json).toList(),
        MODULES.stream()
            .map(
                module ->
                    "Module(%s, description=%s, active=%s)"
                        .formatted(module.name, module.description, isActive(module)))
            .toList());
  }

  private Map<String, Object> json(Module module) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", module.name);
    json.put("description", module.description);
    json.put("active", isActive(module));
    return json;
  }

  /** Rules are always there; without any that the operator wrote the shipped ones. */
  private boolean isActive(Module module) {
    return module.key == null || settings.inForce(module.key).matches("on|true");
  }

  /** EMQX's way to read the rules again. */
  Answer reload(String name) throws Refusal {
    if (find(name).key != null) {
      return Answer.said("Module: " + name + " does not need to be reloaded.");
    }
    acl.reload();
    return Answer.said("Module " + name + " reloaded successfully.");
  }

  /** What it would take. */
  Answer change(String name, boolean on) throws Refusal {
    Module module = find(name);
    String word = on ? "load" : "unload";
    if (isActive(module) == on) {
      return Answer.said("Module " + name + " is " + word + "ed already.");
    }
    throw new Refusal(
        Refusal.CONFLICT,
        module.key == null
            ? "Error: Module " + name + " can not be unloaded."
            : "Error: a broker that runs cannot %s %s: set %s = %s in its configuration, then restart"
                .formatted(word, name, module.key, on ? "on" : "off"));
  }

  private static Module find(String name) throws Refusal {
    return MODULES.stream()
        .filter(module -> module.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.NOT_FOUND,
                    "Error: there is no module " + Printable.of(name) + ", see modules list"));
  }
}

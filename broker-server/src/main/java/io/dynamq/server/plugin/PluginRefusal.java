package io.dynamq.server.plugin;

import io.dynamq.setting.InvalidSettingsException;

/** A plug-in that was not switched; the message is the reason in EMQX's words where it has some. */
public final class PluginRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  PluginRefusal(String reason) {
    super(reason);
  }

  /** Mistakes in the configuration, a line for each. */
  static PluginRefusal of(InvalidSettingsException mistakes, boolean running) {
    StringBuilder reason = new StringBuilder("the configuration cannot be used");
    reason.append(running ? ", the plugin runs on with its earlier settings:" : ":");
    mistakes.problems().forEach(problem -> reason.append("\n  ").append(problem));
    return new PluginRefusal(reason.toString(), mistakes);
  }

  PluginRefusal(String reason, Throwable cause) {
    super(reason, cause);
  }
}

package io.dynamq.server.plugin;

/** A plug-in that was not switched; the message is the reason in EMQX's words where it has some. */
public final class PluginRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  PluginRefusal(String reason) {
    super(reason);
  }

  PluginRefusal(String reason, Throwable cause) {
    super(reason, cause);
  }
}

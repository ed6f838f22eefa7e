package io.dynamq.dynamo.backend;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;

/** EMQX's {@code emqx_backend_dynamo}: messages, presence and retained messages in six tables. */
public final class BackendPlugin implements Plugin {
  private Backend backend;

  @Override
  public String name() {
    return "emqx_backend_dynamo";
  }

  @Override
  public String description() {
    return "Keeps messages and clients in DynamoDB, in EMQ X's tables";
  }

  @Override
  public Hooks load(Context context) throws InvalidSettingsException, PluginException {
    backend = Backend.start(context);
    return backend.hooks();
  }

  @Override
  public void unload() {
    if (backend != null) {
      backend.close();
      backend = null;
    }
  }
}

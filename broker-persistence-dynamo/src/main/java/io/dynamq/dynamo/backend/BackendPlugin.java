package io.dynamq.dynamo.backend;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.util.List;

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
  public List<Problem> check(List<Setting> settings) {
    try {
      ConfigReader.read(settings);
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems();
    }
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

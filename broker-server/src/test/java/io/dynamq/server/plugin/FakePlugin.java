package io.dynamq.server.plugin;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import java.util.ArrayList;
import java.util.List;

/** A plug-in that keeps a diary and fails on demand. */
public final class FakePlugin implements Plugin, Hooks {
  private final List<String> diary = new ArrayList<>();
  private String failure;

  @Override
  public String name() {
    return "emqx_backend_dynamo";
  }

  @Override
  public String description() {
    return "EMQX's DynamoDB backend";
  }

  @Override
  public Hooks load(Context context) throws PluginException {
    if (failure != null) {
      throw new PluginException(failure, null);
    }
    diary.add("load");
    return this;
  }

  @Override
  public void unload() {
    diary.add("unload");
  }

  public void failWith(String message) {
    failure = message;
  }

  public List<String> diary() {
    return diary;
  }
}

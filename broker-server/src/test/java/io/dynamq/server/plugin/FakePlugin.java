package io.dynamq.server.plugin;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/** A plug-in that keeps a diary and fails on demand. */
public final class FakePlugin implements Plugin, Hooks {
  private final List<String> diary = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private String failure;
  private Context given;
  private boolean recovers;

  @Override
  public String name() {
    return "emqx_backend_dynamo";
  }

  @Override
  public String description() {
    return "EMQX's DynamoDB backend";
  }

  @Override
  public List<Problem> check(List<Setting> settings) {
    return problems;
  }

  @Override
  public Hooks load(Context context) throws PluginException {
    if (failure != null && (given == null || !recovers || context != given)) {
      throw new PluginException(failure, null);
    }
    given = context;
    diary.add("load");
    return this;
  }

  @Override
  public void unload() {
    diary.add("unload");
  }

  /** Every further load fails. */
  public void failWith(String message) {
    failure = message;
  }

  /** Every further load fails, but one with what it was given last. */
  public void failWithNewSettings(String message) {
    failure = message;
    recovers = true;
  }

  public void find(Problem problem) {
    problems.add(problem);
  }

  public List<String> diary() {
    return diary;
  }
}

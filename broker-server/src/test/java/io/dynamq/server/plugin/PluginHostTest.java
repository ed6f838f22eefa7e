package io.dynamq.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.hook.HookChain;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginHostTest {
  private static final String NAME = "emqx_backend_dynamo";

  @TempDir Path data;
  private final FakePlugin plugin = new FakePlugin();
  private boolean wrong;
  private PluginHost host;
  private Path file;

  @BeforeEach
  void open() {
    file = data.resolve("loaded_plugins");
    host = new PluginHost(List.of(plugin), file, new HookChain(), this::context);
  }

  private io.dynamq.hook.Plugin.Context context() throws InvalidSettingsException {
    if (wrong) {
      throw new InvalidSettingsException(List.of(new Problem("f:1", "k", "is wrong")));
    }
    return new io.dynamq.hook.Plugin.Context(null, List.of(), data, null, null);
  }

  @Test
  void remembersWhatIsLoaded() throws Exception {
    host.load(NAME);

    assertThat(file).hasContent("{emqx_backend_dynamo,true}.\n");
    assertThat(host.list())
        .containsExactly(new PluginView(NAME, "EMQX's DynamoDB backend", true));
  }

  @Test
  void forgetsWhatIsUnloadedAndKeepsTheRest() throws Exception {
    Files.writeString(file, "{other,false}.\n");
    host.load(NAME);
    host.unload(NAME);

    assertThat(file).hasContent("{other,false}.\n");
    assertThat(plugin.diary()).containsExactly("load", "unload");
  }

  @Test
  void remembersWhenTheBrokerStops() throws Exception {
    host.load(NAME);
    host.close();

    assertThat(file).hasContent("{emqx_backend_dynamo,true}.\n");
    assertThat(plugin.diary()).containsExactly("load", "unload");
  }

  @Test
  void loadsWhatIsRemembered() throws Exception {
    for (String text :
        List.of(
            "{emqx_backend_dynamo,true}.",
            "emqx_backend_dynamo.",
            "%% a comment\n\n { emqx_backend_dynamo , true } . {emqx_recon,false}.",
            "{'emqx_backend_dynamo',true}.")) {
      open();
      plugin.diary().clear();
      Files.writeString(file, text + "\n");
      host.loadRemembered();
      assertThat(plugin.diary()).as(text).containsExactly("load");
    }
  }

  @Test
  void leavesWhatIsListedAsFalse() throws Exception {
    Files.writeString(file, "{emqx_backend_dynamo,false}.\n");
    host.loadRemembered();

    assertThat(plugin.diary()).isEmpty();
  }

  @Test
  void refusesToStartWithAnUnknownPlugin() throws IOException {
    Files.writeString(file, "{emqx_dashboard,true}.\n");

    assertThatThrownBy(host::loadRemembered)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "loaded_plugins: emqx_dashboard: is no plugin of this broker, expected one of"
                + " [emqx_backend_dynamo]");
  }

  @Test
  void refusesAFileItDoesNotUnderstand() throws IOException {
    Files.writeString(file, "{emqx_backend_dynamo,true}.\nnonsense\n");

    assertThatThrownBy(host::loadRemembered)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("loaded_plugins:2: plugin: 'nonsense' is not understood");
  }

  @Test
  void stopsTheStartIfAPluginCannotLoad() throws IOException {
    Files.writeString(file, "{emqx_backend_dynamo,true}.\n");
    plugin.failWith("no tables");

    assertThatThrownBy(host::loadRemembered)
        .isInstanceOf(PluginException.class)
        .hasMessage("no tables");
  }

  @Test
  void keepsRunningWhenTheReloadedConfigurationIsWrong() throws Exception {
    host.load(NAME);
    wrong = true;

    assertThatThrownBy(() -> host.reload(NAME)).hasMessage("f:1: k: is wrong");
    assertThat(plugin.diary()).containsExactly("load");
    assertThat(host.list().get(0).active()).isTrue();
  }
}

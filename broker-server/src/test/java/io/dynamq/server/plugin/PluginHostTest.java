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
            file + ":1: emqx_dashboard: is no plugin of this broker, expected one of"
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
  void startsNothingIfThePluginFindsMistakes() throws IOException {
    Files.writeString(file, "{emqx_backend_dynamo,true}.\n");
    plugin.find(new Problem("f:1", "k", "is wrong"));
    plugin.find(new Problem("f:2", "l", "too"));

    assertThatThrownBy(host::loadRemembered)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("f:1: k: is wrong\nf:2: l: too");
    assertThat(plugin.diary()).isEmpty();
  }

  @Test
  void refusesToLoadWithMistakes() {
    plugin.find(new Problem("f:1", "k", "is wrong"));
    plugin.find(new Problem("f:2", "l", "too"));

    assertThatThrownBy(() -> host.load(NAME))
        .hasMessage("the configuration cannot be used:\n  f:1: k: is wrong\n  f:2: l: too");
    assertThat(plugin.diary()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void keepsRunningWhenTheReloadedConfigurationIsWrong() throws Exception {
    host.load(NAME);
    wrong = true;

    refusesToReload();
  }

  @Test
  void keepsRunningWhenThePluginFindsMistakes() throws Exception {
    host.load(NAME);
    plugin.find(new Problem("f:1", "k", "is wrong"));

    refusesToReload();
  }

  private void refusesToReload() {
    assertThatThrownBy(() -> host.reload(NAME))
        .hasMessage(
            "the configuration cannot be used, the plugin runs on with its earlier settings:\n"
                + "  f:1: k: is wrong");
    assertThat(plugin.diary()).containsExactly("load");
    assertThat(host.list().get(0).active()).isTrue();
  }

  @Test
  void goesBackWhenTheNewSettingsDoNotWork() throws Exception {
    host.load(NAME);
    plugin.failWithNewSettings("the store is away");

    assertThatThrownBy(() -> host.reload(NAME))
        .hasMessage("the store is away; it runs on with its earlier settings");
    assertThat(plugin.diary()).containsExactly("load", "unload", "load");
    assertThat(host.list().get(0).active()).isTrue();
    assertThat(file).hasContent("{emqx_backend_dynamo,true}.\n");
  }

  @Test
  void saysThatItIsGoneWhenItCannotGoBack() throws Exception {
    host.load(NAME);
    plugin.failWith("the store is away");

    assertThatThrownBy(() -> host.reload(NAME))
        .hasMessage(
            "the store is away; it is not loaded now and will not be at the next start, load it"
                + " when the cause is gone");
    assertThat(host.list().get(0).active()).isFalse();
    assertThat(file).isEmptyFile();
  }
}

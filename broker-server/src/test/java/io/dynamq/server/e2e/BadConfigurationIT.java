package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes of the operator: all of them at once, each with its place, and nothing is broken by them. */
class BadConfigurationIT {
  private static final String NAME = "emqx_backend_dynamo";
  private static final String RULE = "backend.dynamo.hook.message.publish.%d = %s";

  @TempDir Path directory;
  private Path main;
  private Path hooks;
  private Path data;
  private List<String> shipped;

  @BeforeEach
  void copyConfiguration() throws IOException {
    Path etc = directory.toRealPath().resolve("etc");
    main = etc.resolve("broker.conf");
    hooks = etc.resolve("plugins/emqx_backend_dynamo.conf");
    data = directory.resolve("data");
    Files.createDirectories(hooks.getParent());
    Files.createDirectories(data);
    shipped = Files.readAllLines(Command.root().resolve("etc/plugins/emqx_backend_dynamo.conf"));
    Files.write(hooks, shipped);
    Files.writeString(main, "include etc/plugins/*.conf\n");
  }

  private BrokerProcess broker() {
    return new BrokerProcess(data).configuredBy(main);
  }

  @Test
  void showsTheMistakesOfBothFilesAtOnce() throws IOException {
    Files.writeString(
        main, "log.level = loud\nnode.nam = x\ninclude etc/plugins/*.conf\n");
    breakHooks();

    Command.Result checked = broker().broker("check-config");

    assertThat(checked.exit()).isEqualTo(2);
    assertMistakes(checked, false);
  }

  @Test
  void doesNotStartWithMistakesOfARememberedPlugin() throws IOException {
    Files.writeString(
        main, "log.level = loud\nnode.nam = x\ninclude etc/plugins/*.conf\n");
    breakHooks();
    Files.writeString(data.resolve("loaded_plugins"), "{" + NAME + ",true}.\n{emqx_dashboard,true}.\n");

    for (String word : new String[] {"check-config", "foreground", "start"}) {
      Command.Result started = broker().broker(word);
      assertThat(started.exit()).as(word).isEqualTo(2);
      assertMistakes(started, true);
    }
    assertThat(data.resolve("dynamodb")).doesNotExist();
  }

  /** Four broken rules behind the lines that are shipped. */
  private void breakHooks() throws IOException {
    Files.write(
        hooks,
        List.of(
            "backend.dynamo.pool1.server = http://localhost:8000",
            RULE.formatted(1, "{\"action\": {\"function\": \"on_mesage_publish\"}, \"pool\": \"pool1\"}"),
            RULE.formatted(2, "{\"action\": {\"function\": \"on_message_publish\"}, \"pool\": \"pool9\"}"),
            RULE.formatted(3, "{\"action\": "),
            RULE.formatted(
                4,
                "{\"topic\": \"a/#/b\", \"action\": {\"function\": \"on_message_publish\"},"
                    + " \"pool\": \"pool1\"}")));
  }

  private void assertMistakes(Command.Result result, boolean withUnknownPlugin) {
    List<String> lines = result.err().lines().toList();
    assertThat(lines).hasSize(withUnknownPlugin ? 8 : 7);
    assertThat(lines.get(0)).isEqualTo("The configuration cannot be used:");
    assertThat(lines.get(1)).startsWith("  " + main + ":1: log.level: 'loud' is not");
    assertThat(lines.get(2)).startsWith("  " + main + ":2: node.nam: is unknown, did you mean");
    String hook = "  " + hooks + ":%d: backend.dynamo.hook.message.publish.%d: ";
    assertThat(lines.get(3))
        .startsWith(hook.formatted(2, 1))
        .contains("unknown function on_mesage_publish; did you mean on_message_publish");
    assertThat(lines.get(4)).startsWith(hook.formatted(3, 2)).contains("unknown pool \"pool9\"");
    assertThat(lines.get(5)).startsWith(hook.formatted(4, 3)).contains("broken JSON");
    assertThat(lines.get(6)).startsWith(hook.formatted(5, 4)).contains("is no topic filter");
    if (withUnknownPlugin) {
      assertThat(lines.get(7))
          .startsWith(
              "  " + data.resolve("loaded_plugins") + ":2: emqx_dashboard: is no plugin");
    }
  }

  @Test
  void aRunningPluginOutlivesMistakesAndAStoreThatIsAway() throws IOException {
    try (BrokerProcess broker = broker().start()) {
      assertThat(broker.ctl("plugins", "load", "nothing"))
          .isEqualTo(new Command.Result(1, "", "Load plugin nothing error: not_found.\n"));

      breakHooks();
      Command.Result load = broker.ctl("plugins", "load", NAME);
      assertThat(load.exit()).isEqualTo(1);
      assertThat(load.err())
          .startsWith("Load plugin " + NAME + " error: the configuration cannot be used:\n  " + hooks);
      assertThat(data.resolve("loaded_plugins")).doesNotExist();

      Files.write(hooks, shipped);
      broker.ctl("plugins", "load", NAME).succeeded();
      breakHooks();
      assertMistakesOfReload(broker.ctl("plugins", "reload", NAME));
      assertActive(broker);

      sendRulesToAStoreThatIsAway();
      Command.Result away = broker.ctl("plugins", "reload", NAME);
      assertThat(away.exit()).isEqualTo(1);
      assertThat(away.err())
          .startsWith("Reload plugin " + NAME + " error: pool away: ")
          .endsWith("; it runs on with its earlier settings.\n");
      assertActive(broker);

      Files.write(hooks, shipped);
      assertThat(broker.ctl("plugins", "reload", NAME).succeeded().out())
          .isEqualTo("Plugin " + NAME + " reloaded successfully.\n");
    }
  }

  private void assertMistakesOfReload(Command.Result reload) {
    assertThat(reload.exit()).isEqualTo(1);
    assertThat(reload.err().lines().toList())
        .hasSize(5)
        .first()
        .isEqualTo(
            "Reload plugin " + NAME + " error: the configuration cannot be used, the plugin runs on"
                + " with its earlier settings:");
    assertThat(reload.err()).contains("\n  " + hooks + ":4: backend.dynamo.hook.message.publish.3: ");
  }

  private void assertActive(BrokerProcess broker) {
    assertThat(broker.ctl("plugins", "list").out()).contains("active=true");
    assertThat(data.resolve("loaded_plugins")).hasContent("{" + NAME + ",true}.");
  }

  private void sendRulesToAStoreThatIsAway() throws IOException {
    List<String> lines =
        new ArrayList<>(
            shipped.stream().map(line -> line.replace("\"pool1\"}", "\"away\"}")).toList());
    lines.add("backend.dynamo.away.server = http://127.0.0.1:" + BrokerProcess.freePort());
    lines.add("backend.dynamo.away.aws_access_key_id = a");
    lines.add("backend.dynamo.away.aws_secret_access_key = b");
    Files.write(hooks, lines);
  }
}

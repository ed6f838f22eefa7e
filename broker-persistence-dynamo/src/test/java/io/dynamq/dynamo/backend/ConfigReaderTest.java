package io.dynamq.dynamo.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.store.Durability;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The configuration: the shipped file, every default, and every mistake with its wording. */
class ConfigReaderTest {

  @Test
  void readsTheShippedFile() throws Exception {
    BackendConfig config = ConfigReader.read(ShippedConfig.settings());

    assertThat(config.connections().pools())
        .containsExactly(
            new PoolSettings(
                "pool1",
                "us-west-2",
                URI.create("http://localhost:8000"),
                8,
                new AwsKeys("FAKE_AWS_ACCESS_KEY_ID", "FAKE_AWS_SECRET_ACCESS_KEY")));
    assertThat(config.rules())
        .extracting(HookRule::function)
        .containsExactly(
            HookFunction.CLIENT_ONLINE,
            HookFunction.CLIENT_OFFLINE,
            HookFunction.SUBSCRIBE_LOOKUP,
            HookFunction.FETCH_FOR_QUEUE,
            HookFunction.RETAIN_LOOKUP,
            HookFunction.ACKED_DELETE,
            HookFunction.PUBLISH,
            HookFunction.RETAIN,
            HookFunction.RETAIN_DELETE,
            HookFunction.ACKED_FOR_QUEUE);
  }

  @Test
  void defaultsOfTheKeysBeyondEmqx() throws Exception {
    assertThat(ConfigReader.read(ShippedConfig.settings()).tuning())
        .isEqualTo(tuning(500, "", Durability.MEMORY));
  }

  private static BackendConfig.Tuning tuning(int mapMaxIds, String prefix, Durability ackAfter) {
    return new BackendConfig.Tuning(
        mapMaxIds, prefix, ackAfter, WalSettings.defaults(Path.of("wal")));
  }

  @Test
  void thePluginFindsMistakesWithoutStarting() throws Exception {
    List<Setting> settings = new ArrayList<>(ShippedConfig.settings());
    assertThat(new BackendPlugin().check(settings)).isEmpty();

    settings.add(line("backend.dynamo.hook.message.publish.1", "{"));
    settings.add(line("backend.dynamo.map.max_ids", "many"));

    assertThat(new BackendPlugin().check(settings))
        .extracting(Problem::key)
        .containsExactly(
            "backend.dynamo.hook.message.publish.1", "backend.dynamo.map.max_ids");
  }

  @Test
  void readsTheKeysBeyondEmqx() throws Exception {
    List<Setting> settings = new ArrayList<>(ShippedConfig.settings());
    settings.add(line("backend.dynamo.auto_create_tables", "off"));
    settings.add(line("backend.dynamo.table_billing", "provisioned(5,5)"));
    settings.add(line("backend.dynamo.map.max_ids", "10"));
    settings.add(line("backend.dynamo.table_prefix", "test_"));
    settings.add(line("backend.dynamo.ack_after", "store"));

    BackendConfig config = ConfigReader.read(settings);
    assertThat(config.tuning()).isEqualTo(tuning(10, "test_", Durability.STORE));
    assertThat(config.connections().autoCreateTables()).isFalse();
    assertThat(config.connections().billing()).isEqualTo(new Billing(5, 5));
  }

  @Test
  void rulesOfOneEventRunInTheOrderOfTheirNumbers() throws Exception {
    List<Setting> settings = pool();
    settings.add(line("backend.dynamo.hook.message.publish.10", rule("on_message_store")));
    settings.add(line("backend.dynamo.hook.message.publish.2", rule("on_message_retain")));

    assertThat(ConfigReader.read(settings).rulesOf(HookEvent.MESSAGE_PUBLISH))
        .extracting(HookRule::ordinal)
        .containsExactly(2, 10);
  }

  @Test
  void acceptsAliasesAndBothSpellingsOfDelivered() throws Exception {
    List<Setting> settings = pool();
    settings.add(line("backend.dynamo.hook.session.subscribed.1", rule("on_message_fetch")));
    settings.add(line("backend.dynamo.hook.message.acked.1", rule("on_message_acked")));
    settings.add(line("backend.dynamo.hook.message.deliver.1", rule("on_message_acked")));
    settings.add(line("backend.dynamo.hook.message.delivered.2", rule("on_message_acked")));
    settings.add(
        line(
            "backend.dynamo.hook.client.connected.1",
            "{\"action\": {\"function\": \"on_subscription_lookup\"}, \"pool\": \"pool1\"}"));

    assertThat(ConfigReader.read(settings).rules())
        .extracting(HookRule::event, HookRule::function)
        .containsExactly(
            tuple(
                HookEvent.CLIENT_CONNECTED, HookFunction.SUBSCRIBE_LOOKUP),
            tuple(
                HookEvent.SESSION_SUBSCRIBED, HookFunction.FETCH_FOR_PUBSUB),
            tuple(
                HookEvent.MESSAGE_ACKED, HookFunction.ACKED_FOR_PUBSUB),
            tuple(
                HookEvent.MESSAGE_DELIVERED, HookFunction.ACKED_FOR_PUBSUB),
            tuple(
                HookEvent.MESSAGE_DELIVERED, HookFunction.ACKED_FOR_PUBSUB));
  }

  @Test
  void readsTheLimitsOfARule() throws Exception {
    List<Setting> settings = pool();
    settings.add(
        line(
            "backend.dynamo.hook.session.subscribed.1",
            "{\"topic\": \"a/+\", \"action\": {\"function\": \"on_message_fetch_for_queue\"},"
                + " \"pool\": \"pool1\","
                + " \"offline_opts\": {\"max_returned_count\": 500, \"time_range\": \"2h\"}}"));
    settings.add(
        line(
            "backend.dynamo.hook.message.publish.1",
            "{\"action\": {\"function\": \"on_message_publish\"}, \"pool\": \"pool1\","
                + " \"expired_time\": 3600}"));

    List<HookRule> rules = ConfigReader.read(settings).rules();
    assertThat(rules.get(0).limits().offline()).isEqualTo(new OfflineOptions(500, 7_200));
    assertThat(rules.get(1).limits().expiredSeconds()).isEqualTo(3_600);
    assertThat(rules.get(1).covers("anything")).isTrue();
  }

  @Test
  void aRuleOnHashLeavesDollarTopicsAlone() throws Exception {
    HookRule rule =
        ConfigReader.read(ShippedConfig.settings()).rulesOf(HookEvent.MESSAGE_PUBLISH).get(0);

    assertThat(rule.covers("a/b")).isTrue();
    assertThat(rule.covers("a/#")).isTrue();
    assertThat(rule.covers("$SYS/brokers")).isFalse();
  }

  @Test
  void aLaterEntryReplacesAnEarlierOneOfTheSameKey() throws Exception {
    List<Setting> settings = new ArrayList<>(ShippedConfig.settings());
    settings.add(new Setting("backend.dynamo.pool1.server", "https://db.example", "environment"));

    assertThat(ConfigReader.read(settings).connections().pool("pool1").server())
        .isEqualTo(URI.create("https://db.example"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvFileSource(resources = "mistakes.csv", delimiter = '|', quoteCharacter = '`')
  void everyMistakeIsNamed(String key, String value, String message) throws Exception {
    List<Setting> settings = new ArrayList<>(ShippedConfig.settings());
    settings.add(new Setting("backend.dynamo." + key, value == null ? "" : value, "etc/x.conf:7"));

    assertThat(problems(settings))
        .containsExactly(new Problem("etc/x.conf:7", "backend.dynamo." + key, message));
  }

  @Test
  void allMistakesAreReportedAtOnceInTheOrderOfTheFile() {
    List<Setting> settings = pool();
    settings.add(new Setting("backend.dynamo.pool1.pool_size", "0", "a:1"));
    settings.add(new Setting("backend.dynamo.hook.message.publish.1", rule("nonsense"), "a:2"));
    settings.add(new Setting("backend.dynamo.hook.message.publish.2", "{", "a:3"));

    assertThat(problems(settings))
        .extracting(Problem::origin)
        .containsExactlyInAnyOrder("a:1", "a:2", "a:3");
  }

  @Test
  void oneRuleMayHoldSeveralMistakes() {
    List<Setting> settings = pool();
    settings.add(
        line(
            "backend.dynamo.hook.message.publish.1",
            "{\"topic\": \"a/#/b\", \"action\": {\"function\": \"nope\"}, \"pool\": \"p\"}"));

    assertThat(problems(settings)).hasSize(3);
  }

  @Test
  void withoutAnyPoolTheRegionsOwnEndpointIsPool1() throws Exception {
    List<Setting> settings =
        List.of(
            line("backend.dynamo.region", "eu-west-1"),
            line("backend.dynamo.hook.message.publish.1", rule("on_message_publish")));

    assertThat(ConfigReader.read(settings).connections().pool("pool1").region())
        .isEqualTo("eu-west-1");
  }

  @Test
  void noRuleAtAllIsAMistake() {
    assertThat(problems(pool()))
        .extracting(Problem::key)
        .containsExactly("backend.dynamo.hook");
  }

  @Test
  void secretsAreNotInTheTextOfThePool() throws Exception {
    assertThat(ConfigReader.read(ShippedConfig.settings()).toString()).doesNotContain("FAKE_AWS");
  }

  private static List<Problem> problems(List<Setting> settings) {
    return catchThrowableOfType(
            InvalidSettingsException.class, () -> ConfigReader.read(settings))
        .problems();
  }

  private static List<Setting> pool() {
    List<Setting> settings = new ArrayList<>();
    settings.add(line("backend.dynamo.pool1.server", "http://localhost:8000"));
    return settings;
  }

  private static String rule(String function) {
    return "{\"topic\": \"#\", \"action\": {\"function\": \"" + function
        + "\"}, \"pool\": \"pool1\"}";
  }

  private static Setting line(String key, String value) {
    return new Setting(key, value, "test:1");
  }
}

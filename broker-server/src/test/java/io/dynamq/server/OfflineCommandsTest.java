package io.dynamq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.ctl.OfflineWork.Asked;
import io.dynamq.server.ctl.OfflineWork.Outcome;
import io.dynamq.server.ctl.StoredReads.Place;
import io.dynamq.server.users.OwnerOnly;
import io.dynamq.store.Provisioning.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no broker, with the configuration that is shipped. */
class OfflineCommandsTest {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  @TempDir Path data;
  private final Map<String, String> environment = new HashMap<>();

  private Outcome run(String command, Map<String, String> options) throws IOException {
    return run(command, List.of(), options);
  }

  private Outcome run(String command, List<String> parameters, Map<String, String> options)
      throws IOException {
    Place place = new Place(HOME, HOME.resolve("etc/broker.conf"), data, environment);
    return new OfflineCommands()
        .run(place, new Asked(List.of(command.split(" ")), parameters, options));
  }

  @Test
  void showsWhatHoldsAndWhereItStands() throws IOException {
    environment.put("DYNAMQ_ZONE__INNER__MAX_INFLIGHT", "7");
    List<String> lines = run("config show", Map.of()).lines();
    assertThat(lines)
        .anyMatch(line -> line.matches("node.name = dynamq@127.0.0.1 +# default"))
        .anyMatch(
            line ->
                line.matches(
                    "zone.inner.max_inflight = 7 +# environment DYNAMQ_ZONE__INNER__MAX_INFLIGHT"))
        .anyMatch(
            line ->
                line.matches(
                    "backend.dynamo.pool1.aws_secret_access_key = \\*+ +# "
                        + "etc/plugins/emqx_backend_dynamo.conf:\\d+"));
    assertThat(run("config show", Map.of("written", "on")).lines())
        .noneMatch(line -> line.endsWith("# default"))
        .anyMatch(line -> line.startsWith("zone.inner.max_inflight = 7"));
  }

  @Test
  void explainsASetting() throws IOException {
    environment.put("DYNAMQ_LOG__LEVEL", "debug");
    assertThat(run("config explain", List.of("log.level"), Map.of()).lines())
        .contains(
            "key         : log.level",
            "value       : debug",
            "origin      : environment DYNAMQ_LOG__LEVEL",
            "default     : info",
            "expected    : debug, info, warning or error",
            "change      : counts with emqx_ctl reload");
    assertThat(run("config explain", List.of("zone.x.max_inflight"), Map.of()).lines())
        .contains(
            "origin      : default",
            "environment : DYNAMQ_ZONE__X__MAX_INFLIGHT",
            "change      : counts with emqx_ctl reload");
    assertThat(run("config explain", List.of("node.name"), Map.of()).lines())
        .contains("change      : needs a restart");
    assertThatThrownBy(() -> run("config explain", List.of("log.levl"), Map.of()))
        .hasMessage("log.levl is no setting, did you mean log.level?");
  }

  @Test
  void theCureNamesThePluginThatWasAskedFor() {
    List<Finding> findings =
        List.of(
            Finding.fault("mqtt_msg", "missing", "bin/broker_ctl tables create"),
            Finding.good("mqtt_sub", "ok"));
    assertThat(OfflineCommands.curesFor("emqx_backend_dynamo", findings))
        .containsExactly(
            Finding.fault(
                "mqtt_msg",
                "missing",
                "bin/broker_ctl tables create --plugin=emqx_backend_dynamo"),
            Finding.good("mqtt_sub", "ok"));
    assertThat(OfflineCommands.curesFor(null, findings)).isEqualTo(findings);
  }

  @Test
  void tablesForCloudFormation() throws IOException {
    List<String> lines = run("tables cloudformation", Map.of()).lines();
    assertThat(lines.subList(0, 24))
        .containsExactly(
            "AWSTemplateFormatVersion: \"2010-09-09\"",
            "Description: Tables of DynaMQ",
            "Resources:",
            "  MqbSession:",
            "    Type: AWS::DynamoDB::Table",
            "    DeletionPolicy: Retain",
            "    UpdateReplacePolicy: Retain",
            "    Properties:",
            "      TableName: mqb_session",
            "      BillingMode: PAY_PER_REQUEST",
            "      AttributeDefinitions:",
            "        - AttributeName: c",
            "          AttributeType: S",
            "      KeySchema:",
            "        - AttributeName: c",
            "          KeyType: HASH",
            "      PointInTimeRecoverySpecification:",
            "        PointInTimeRecoveryEnabled: true",
            "  MqbSub:",
            "    Type: AWS::DynamoDB::Table",
            "    DeletionPolicy: Retain",
            "    UpdateReplacePolicy: Retain",
            "    Properties:",
            "      TableName: mqb_sub");
    assertThat(lines).noneMatch(line -> line.contains("mqtt_msg"));
    assertThat(run("tables cloudformation", Map.of("plugin", "emqx_backend_dynamo")).lines())
        .contains("      TableName: mqtt_msg", "      TableName: mqtt_topic_msg_map");
  }

  @Test
  void tablesForTerraform() throws IOException {
    environment.put("DYNAMQ_BACKEND__DYNAMO__TABLE_BILLING", "provisioned(5,7)");
    assertThat(run("tables terraform", Map.of()).lines())
        .startsWith(
            "resource \"aws_dynamodb_table\" \"mqb_session\" {",
            "  name           = \"mqb_session\"",
            "  billing_mode   = \"PROVISIONED\"",
            "  read_capacity  = 5",
            "  write_capacity = 7",
            "  hash_key       = \"c\"",
            "  attribute {",
            "    name = \"c\"",
            "    type = \"S\"",
            "  }");
  }

  @Test
  void thePolicyAllowsWhatTheConfigurationNeeds() throws IOException {
    environment.put("DYNAMQ_BACKEND__DYNAMO__AUTO_CREATE_TABLES", "off");
    String policy = String.join("\n", run("iam-policy", Map.of()).lines());
    JsonNode statements = new ObjectMapper().readTree(policy).get("Statement");
    assertThat(statements).hasSize(1);
    assertThat(statements.get(0).get("Action").toString())
        .contains("dynamodb:BatchWriteItem")
        .doesNotContain("CreateTable", "DeleteTable", "*");
    assertThat(statements.get(0).get("Resource").toString())
        .contains("arn:aws:dynamodb:us-west-2:*:table/mqb_session")
        .doesNotContain("mqtt_");

    environment.remove("DYNAMQ_BACKEND__DYNAMO__AUTO_CREATE_TABLES");
    environment.put("DYNAMQ_AUTH__ORDER", "dynamo");
    policy = String.join("\n", run("iam-policy", Map.of()).lines());
    assertThat(new ObjectMapper().readTree(policy).get("Statement").get(1).toString())
        .contains("dynamodb:CreateTable", "table/mqtt_user");
  }

  @Test
  void saysWhatThePluginsAre() {
    assertThatThrownBy(() -> run("iam-policy", Map.of("plugin", "emqx_dashboard")))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no plugin emqx_dashboard, expected emqx_backend_dynamo");
  }

  @Test
  void aStoreThatIsAwayIsOneLine() {
    environment.put("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off");
    environment.put("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:1");
    assertThatThrownBy(() -> run("tables check", Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageContaining(" -> check backend.dynamo.<pool>.server");
  }

  @Test
  void theDoctorFindsATakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + taken.getLocalPort());
      environment.put("DYNAMQ_LISTENER__WS__EXTERNAL", "off");
      Outcome outcome = run("doctor", Map.of());
      assertThat(outcome.good()).isFalse();
      assertThat(outcome.lines())
          .contains("good  broker                   does not run")
          .anyMatch(line -> line.startsWith("fault port " + taken.getLocalPort()))
          .anyMatch(line -> line.startsWith("      -> see who has it: ss -ltnp"))
          .contains("good  store                    embedded, runs when the broker runs");
    }
  }

  @Test
  void theSupportBundleHasNoSecrets() throws IOException {
    environment.put("DYNAMQ_BACKEND__DYNAMO__POOL1__AWS_SECRET_ACCESS_KEY", "Very+Secret/1");
    environment.put("DYNAMQ_LISTENER__SSL__EXTERNAL__KEY_PASSWORD", "of-the-key");
    Files.createDirectory(data.resolve("log"));
    Files.writeString(data.resolve("log/broker.log"), "INFO said Very+Secret/1 and of-the-key\n");
    Files.writeString(data.resolve("admin.token"), "token-of-this-broker");
    Path file = data.resolve("bundle.zip");

    Outcome outcome = run("support-bundle", Map.of("out", file.toString()));

    assertThat(outcome.lines()).hasSize(1);
    assertThat(OwnerOnly.excess(file)).isNull();
    Map<String, String> texts = new HashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        texts.put(entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), UTF_8));
      }
    }
    assertThat(texts.get("log/broker.log")).isEqualTo("INFO said ****** and ******\n");
    assertThat(texts.get("configuration.txt"))
        .contains("backend.dynamo.pool1.aws_secret_access_key = ******", "log.level = info");
    assertThat(texts.get("broker/status.txt")).contains("not responding to pings");
    assertThat(texts.get("doctor.txt")).contains("listener.ssl.external.certfile");
    assertThat(texts.get("data-directory.txt")).contains("admin.token", "log/broker.log");
    assertThat(texts.values())
        .noneMatch(text -> text.contains("Very+Secret/1") || text.contains("token-of-this"));
    assertThatThrownBy(() -> run("support-bundle", Map.of("out", file.toString())))
        .hasMessage(file + " is there, choose another by --out");
  }

  @Test
  void theDoctorFindsMistakes() throws IOException {
    environment.put("DYNAMQ_LOG__LEVEL", "loud");
    Outcome outcome = run("doctor", Map.of());
    assertThat(outcome.good()).isFalse();
    assertThat(outcome.lines().get(0)).contains("fault configuration", "DYNAMQ_LOG__LEVEL");
  }
}

package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.admin.Commands;
import io.dynamq.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files for containers, as far as that can be told without an engine: they can be read, what they
 * name is there, and the broker can be started with what they say.
 */
class ContainerFilesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path FILES = ROOT.resolve("broker-package/src");
  private static final Pattern LIST = Pattern.compile("\"([^\"]*)\"");

  @TempDir Path data;

  /** Instructions with continued lines joined, without remarks. */
  private static List<String> dockerfile() throws IOException {
    String text = Files.readString(FILES.resolve("docker/Dockerfile"));
    return text.replaceAll("(?m)^#.*\n", "")
        .replaceAll("\\\\\n\\s*", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static List<String> instructions(String word) throws IOException {
    return dockerfile().stream()
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .toList();
  }

  private static List<String> listed(String instruction) {
    return LIST.matcher(instruction).results().map(found -> found.group(1)).toList();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> documents(String file) throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return StreamSupport.stream(
            yaml.loadAll(Files.readString(FILES.resolve(file))).spliterator(), false)
        .map(one -> (Map<String, Object>) one)
        .toList();
  }

  /** What stands at a path of keys; numbers are places in lists. */
  @SuppressWarnings("unchecked")
  private static <T> T at(Object from, String path) {
    Object at = from;
    for (String key : path.split("/")) {
      assertThat(at).as(path).isNotNull();
      at =
          at instanceof List<?> list
              ? list.get(Integer.parseInt(key))
              : ((Map<String, Object>) at).get(key);
    }
    return (T) at;
  }

  /** As the entry point would be called. */
  private ServerConfig started(List<String> arguments, Map<String, String> environment)
      throws Exception {
    assertThat(arguments.get(0)).isEqualTo("foreground");
    List<String> handed = new ArrayList<>(arguments.subList(1, arguments.size()));
    handed.addAll(List.of("--data-dir", data.toString()));
    LaunchOptions options =
        LaunchOptions.parse(ROOT, environment, handed.toArray(String[]::new));
    return ServerConfig.load(options.sources(), "0.1.0", config -> List.of());
  }

  private static void isCommand(List<String> words) {
    assertThat(words.get(0)).isEqualTo("broker_ctl");
    assertThat(ROOT.resolve("bin/broker_ctl")).isExecutable();
    assertThat(Commands.find(words.subList(1, words.size()), 0)).isPresent();
  }

  @Test
  void theImageIsMadeOfWhatIsThere() throws IOException {
    for (String copied : instructions("COPY")) {
      List<String> words = List.of(copied.split(" "));
      for (String source : words.subList(0, words.size() - 1)) {
        if (words.get(0).startsWith("--from=build")) {
          assertThat(copied).contains(" ", "/source/broker-server/target/dist/lib");
        } else {
          assertThat(ROOT.resolve(source)).exists();
        }
      }
    }
    assertThat(Files.readString(ROOT.resolve("broker-server/pom.xml")))
        .contains("${project.build.directory}/dist/lib");
    assertThat(instructions("FROM"))
        .hasSize(2)
        .allSatisfy(image -> assertThat(image).matches("[\\w-]+:[\\w.-]+( AS build)?"))
        .noneMatch(image -> image.contains("latest"));
    assertThat(instructions("ADD")).isEmpty();
  }

  @Test
  void theImageRunsTheBrokerAsItsOwnUser() throws IOException {
    List<String> all = dockerfile();
    assertThat(instructions("USER")).containsExactly("dynamq");
    assertThat(all.subList(all.indexOf("USER dynamq"), all.size()))
        .as("nothing is done behind it that would need another")
        .noneMatch(line -> line.startsWith("RUN ") || line.startsWith("COPY "));
    String health = instructions("HEALTHCHECK").get(0);
    isCommand(listed(health.substring(health.indexOf("CMD"))));
    assertThat(listed(instructions("ENTRYPOINT").get(0))).containsExactly("broker");
    assertThat(ROOT.resolve("bin/broker")).isExecutable();
    assertThat(listed(instructions("CMD").get(0))).containsExactly("foreground");
    assertThat(instructions("STOPSIGNAL")).containsExactly("SIGTERM");
    assertThat(instructions("VOLUME")).containsExactly("/opt/dynamq/data");
  }

  @Test
  void composeStartsABroker() throws Exception {
    Map<String, Object> compose = documents("docker/compose.yml").get(0);
    Path context = FILES.resolve("docker").resolve(at(compose, "services/broker/build/context").toString());
    assertThat(context.normalize()).isEqualTo(ROOT);
    assertThat(context.resolve(at(compose, "services/broker/build/dockerfile").toString())).exists();
    ServerConfig config =
        started(at(compose, "services/broker/command"), at(compose, "services/broker/environment"));
    assertThat(config.embedded()).isEmpty();
    assertThat(config.listeners()).singleElement().asString().contains("0.0.0.0", "1883");
    assertThat(at(compose, "services/broker/ports").toString()).endsWith(":1883]");
    Map<String, Object> services = at(compose, "services");
    assertThat(services.keySet()).containsAll(at(compose, "services/broker/depends_on"));
    Map<String, Object> volumes = at(compose, "volumes");
    for (String service : services.keySet()) {
      List<String> mounts = at(compose, "services/" + service + "/volumes");
      mounts.forEach(mount -> assertThat(volumes).containsKey(mount.split(":")[0]));
    }
    assertThat(at(compose, "services/broker/volumes").toString())
        .contains(":" + instructions("VOLUME").get(0) + "]");
    assertThat(at(compose, "services/broker/stop_grace_period").toString()).isEqualTo("2m");
  }

  private static Map<String, Object> kind(String kind) throws IOException {
    List<Map<String, Object>> found =
        documents("kubernetes/dynamq.yml").stream()
            .filter(one -> one.get("kind").equals(kind))
            .toList();
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).containsKeys("apiVersion", "metadata");
    return found.get(0);
  }

  @Test
  void thePartsOfTheManifestFitTogether() throws IOException {
    Map<String, Object> set = kind("StatefulSet");
    Map<String, Object> service = kind("Service");
    Map<String, String> labels = at(set, "spec/template/metadata/labels");
    assertThat(labels)
        .isEqualTo(at(set, "spec/selector/matchLabels"))
        .isEqualTo(at(service, "spec/selector"));
    assertThat((String) at(set, "spec/serviceName")).isEqualTo(at(service, "metadata/name"));
    assertThat((String) at(set, "spec/template/spec/serviceAccountName"))
        .isEqualTo(at(kind("ServiceAccount"), "metadata/name"));
    assertThat((String) at(set, "spec/template/spec/containers/0/ports/0/name"))
        .isEqualTo(at(service, "spec/ports/0/targetPort"));
    assertThat((String) at(set, "spec/template/spec/containers/0/volumeMounts/0/name"))
        .isEqualTo(at(set, "spec/volumeClaimTemplates/0/metadata/name"));
    assertThat((String) at(set, "spec/template/spec/containers/0/volumeMounts/0/mountPath"))
        .isEqualTo(instructions("VOLUME").get(0));
  }

  @Test
  void aPodRunsTheBrokerAsTheImagesUser() throws Exception {
    Map<String, Object> pod = at(kind("StatefulSet"), "spec/template/spec");
    Map<String, Object> container = at(pod, "containers/0");
    Matcher uid = Pattern.compile("--uid (\\d+)").matcher(instructions("RUN").get(1));
    assertThat(uid.find()).isTrue();
    assertThat(at(pod, "securityContext/runAsUser").toString()).isEqualTo(uid.group(1));
    assertThat((boolean) at(pod, "securityContext/runAsNonRoot")).isTrue();
    assertThat((boolean) at(container, "securityContext/allowPrivilegeEscalation")).isFalse();
    for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
      isCommand(at(container, probe + "/exec/command"));
    }
    assertThat(at(container, "livenessProbe/exec/command").toString())
        .as("a store that is away is no reason to kill it")
        .endsWith("ping]");
    assertThat((int) at(pod, "terminationGracePeriodSeconds"))
        .as("as long as systemd gives it")
        .isGreaterThanOrEqualTo(120);
    assertThat((String) at(container, "image")).isEqualTo("dynamq:0.1.0");
    Map<String, String> environment = new HashMap<>();
    List<Map<String, Object>> variables = at(container, "env");
    variables.forEach(
        one ->
            environment.put(
                one.get("name").toString(),
                one.getOrDefault("value", "dynamq-0").toString()
                    .replace("$(POD_NAME)", "dynamq-0")));
    ServerConfig config = started(at(container, "args"), environment);
    assertThat(config.broker().node()).isEqualTo("dynamq-0@dynamq");
    assertThat(config.embedded()).isEmpty();
    assertThat(config.listeners()).singleElement().asString().contains("0.0.0.0", "1883");
  }
}

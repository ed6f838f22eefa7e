package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every command prints, as text and as JSON, in its order: {@code commands.golden} has each call
 * behind a {@code $} and what it printed. With {@code -Ddynamq.update=true} what is printed is written
 * there anew, for somebody to read before it is committed.
 */
class GoldenOutputTest extends CtlCalls {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/dynamq/server/ctl/commands.golden");

  private static final ObjectMapper SORTED =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Pattern SECRET = Pattern.compile("\\b[\\w-]{43}\\b");

  /** What a machine says of itself differs from run to run. */
  private static final Pattern FIGURE = Pattern.compile("\\b\\d+(\\.\\d+)?\\b");

  private static List<String> calls() throws IOException {
    return Files.readAllLines(GOLDEN).stream()
        .filter(line -> line.startsWith("$ "))
        .map(line -> line.substring(2))
        .toList();
  }

  @Test
  void everyCommandPrintsWhatItDid() throws IOException {
    Files.writeString(
        data.resolve("prices.conf"), "write.million=2\nread.million=1\nstorage.gigabyte=1\n");
    StringBuilder printed = new StringBuilder();
    String exported = "";
    for (String call : calls()) {
      boolean imports = call.startsWith("session import");
      input = imports ? exported : "a password\n";
      int code = run(arguments(call));
      exported = call.startsWith("session export") ? out : exported;
      printed.append("$ ").append(call).append('\n').append(shown(call, out + err));
      if (code != 0) {
        printed.append("(exit code ").append(code).append(")\n");
      }
    }
    if (Boolean.getBoolean("dynamq.update")) {
      Files.writeString(GOLDEN, printed.toString());
    }
    assertThat(printed.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  /** ODD is the absent client, whose name has a blank and worse. */
  private String[] arguments(String call) {
    return Stream.of(call.replace("DATA", data.toString()).split(" "))
        .map(word -> word.equals("ODD") ? "odd\u0007/id +%" : word)
        .toArray(String[]::new);
  }

  /** Objects of JSON have no order that lasts. */
  private static String sorted(String text) {
    try {
      return SORTED.writeValueAsString(SORTED.readValue(text, Object.class)) + "\n";
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private String shown(String call, String printed) {
    String text = call.endsWith("--json") ? sorted(printed) : printed;
    String plain = SECRET.matcher(text.replace(data.toString(), "DATA")).replaceAll("SECRET");
    return call.startsWith("vm") ? FIGURE.matcher(plain).replaceAll("N") : plain;
  }

  @Test
  void noCommandIsLeftOut() throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    Set<String> jsons = new LinkedHashSet<>();
    for (String call : calls()) {
      List<String> words = new ArrayList<>(List.of(call.split(" ")));
      Set<String> seen = words.remove("--json") ? jsons : texts;
      words.removeIf(word -> word.startsWith("--"));
      rowOf(words, seen);
    }
    List<String> asked = Commands.all().stream().map(Command::usage).toList();
    assertThat(texts).containsAll(asked);
    assertThat(jsons).containsAll(asked);
  }

  /** The command of the most words that fits. */
  private static void rowOf(List<String> words, Set<String> seen) {
    for (int fixed = words.size(); fixed > 0; fixed--) {
      Command row =
          Commands.find(words.subList(0, fixed), words.size() - fixed).orElse(null);
      if (row != null) {
        seen.add(row.usage());
        return;
      }
    }
  }
}

package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.users.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Bans, keys and users from one broker to another, in EMQX's words. */
class DataCommandsTest extends CtlCalls {
  private static final String FAULT = "Error: the file cannot be imported: ";

  private Path exported() {
    return data.resolve("dynamq-export-2019-12-16-06-29-26.json");
  }

  private JsonNode document() throws IOException {
    return new ObjectMapper().readTree(exported().toFile());
  }

  private void fill() {
    assertThat(run("mgmt", "insert", "app", "An app", "--role=viewer")).isZero();
    input = "secret of ann\n";
    prints("ok\n", "users", "add", "ann");
    prints("ok\n", "ban", "add", "clientid", "noisy", "--reason=loud");
    prints("ok\n", "ban", "add", "peerhost", "192.0.2.0/24", "--for=1h");
  }

  @Test
  void whatIsExportedCanBeImported() throws IOException {
    fill();
    String bans = banList();
    prints(
        "The emqx data has been successfully exported to " + exported() + ".\n", "data", "export");
    assertThat(OwnerOnly.excess(exported())).isNull();
    assertThat(Files.readString(exported())).doesNotContain("secret of ann");
    assertThat(document().get("users").get(0).get("secret").asText()).startsWith("SCRAM-SHA-256$");
    refuses(1, "Error: " + exported() + " is there already\n", "data", "export");

    prints("ok\n", "mgmt", "delete", "app");
    prints("ok\n", "users", "del", "ann");
    prints("ok\n", "ban", "del", "clientid", "noisy");
    prints("ok\n", "ban", "del", "peerhost", "192.0.2.0/24");
    prints("ok\n", "ban", "add", "clientid", "another");
    prints(
        "The emqx data has been imported successfully.\n"
            + "(2 bans, 1 API keys, 1 users; 0 bans that are over are left out)\n",
        "data", "import", exported().toString());
    assertThat(banList().lines()).hasSize(3).containsAll(bans.lines().toList());
    prints(
        "app_id: app, secret: ******, name: An app, desc: viewer, status: true, expired: undefined\n",
        "mgmt", "list");
    prints("User(ann, mechanism=SCRAM-SHA-256, iterations=4096)\n", "users", "list");
    assertThat(admin.audited()).contains("token: data import : 200");
  }

  private String banList() {
    assertThat(run("ban", "list")).isZero();
    return out;
  }

  @Test
  void whatIsOverIsLeftOutAndWhatIsThereIsReplaced() throws IOException {
    fill();
    assertThat(run("data", "export", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get("banned").asInt()).isEqualTo(2);
    String text = Files.readString(exported());
    Files.writeString(
        exported(),
        text.replaceAll("\"until\" : \\d+", "\"until\" : 1").replace("An app", "Another"));
    prints(
        "The emqx data has been imported successfully.\n"
            + "(1 bans, 1 API keys, 1 users; 1 bans that are over are left out)\n",
        "data", "import", exported().toString());
    assertThat(run("mgmt", "lookup", "app")).isZero();
    assertThat(out).contains("name: Another,");
  }

  private void changed(String from, String to, String why) throws IOException {
    String text = Files.readString(exported());
    assertThat(text).contains(from);
    Path file = data.resolve("changed.json");
    Files.writeString(file, text.replace(from, to));
    refuses(1, FAULT + why + "\n", "data", "import", file.toString());
  }

  @Test
  void aFileWithMistakesChangesNothing() throws IOException {
    fill();
    assertThat(run("data", "export")).isZero();
    prints("ok\n", "mgmt", "delete", "app");
    changed("\"format\" : 1", "\"format\" : 2", "it is not of format 1, which data export writes");
    changed("\"format\" : 1", "\"colour\" : 1", "it is not what data export writes");
    changed("\"noisy\"", "null", "a ban is not complete");
    changed(
        "\"clientid\"",
        "\"mood\"",
        "a ban: 'mood' cannot be banned, expected clientid, username or peerhost");
    changed("\"viewer\"", "\"king\"", "an app is not complete, or its role or hash is none");
    changed("\"scram\"", "\"magic\"", "the mechanism of user ann is none");
    changed(
        "\"scram\"",
        "\"password\"",
        "it has users of the mechanism password, for which auth.order = file is not set");
    changed("SCRAM-SHA-256$", "x", "name or secret of user ann is none");
    prints("", "mgmt", "list");
  }

  @Test
  void onlyTheCommandLineOpensFiles() throws IOException {
    refuses(1, "Error: there is no file /no/such\n", "data", "import", "/no/such");
    refuses(1, "Error: there is no file " + data + "\n", "data", "import", data.toString());
    Path empty = Files.createFile(data.resolve("empty"));
    refuses(
        1,
        "Error: " + empty + " is empty or larger than 67108864 bytes\n",
        "data", "import", empty.toString());
    Path noText = Files.write(data.resolve("noText"), new byte[] {(byte) 0xff, 1});
    refuses(1, "Error: " + noText + " is no text\n", "data", "import", noText.toString());
    assertThat(run("data", "import")).isEqualTo(2);
    assertThat(err).startsWith("data export ");
  }
}

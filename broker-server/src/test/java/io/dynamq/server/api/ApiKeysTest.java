package io.dynamq.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.server.api.ApiKeys.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  @TempDir Path data;

  private static String header(String appId, String secret) {
    byte[] words = (appId + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(words);
  }

  @Test
  void aKeyProvesItselfBySecretAlsoAfterARestart() throws IOException {
    String secret = ApiKeys.open(data).insert("app", "An app", Role.VIEWER);
    ApiKeys keys = ApiKeys.open(data);
    assertThat(keys.role(header("app", secret))).isEqualTo(Role.VIEWER);
    assertThat(keys.role(header("app", secret + "x"))).isNull();
    assertThat(keys.role(header("other", secret))).isNull();
    for (String nonsense : new String[] {null, "Basic", "Basic !", "Bearer x", "Basic YQ=="}) {
      assertThat(keys.role(nonsense)).isNull();
    }
  }

  @Test
  void theFileHasNoSecretAndIsTheOwners() throws IOException {
    String secret = ApiKeys.open(data).insert("app", "An app", Role.VIEWER);
    Path file = data.resolve(ApiKeys.FILE);
    assertThat(file).content().contains("An app").doesNotContain(secret);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aKeyIsSwitchedOffAndDeleted() throws IOException {
    ApiKeys keys = ApiKeys.open(data);
    String secret = keys.insert("app", "An app", Role.ADMINISTRATOR);
    assertThat(keys.insert("app", "Again", Role.VIEWER)).isNull();
    assertThat(keys.update("app", false)).isTrue();
    assertThat(keys.role(header("app", secret))).isNull();
    assertThat(keys.update("app", true)).isTrue();
    assertThat(keys.role(header("app", secret))).isEqualTo(Role.ADMINISTRATOR);
    assertThat(keys.delete("app")).isTrue();
    assertThat(keys.role(header("app", secret))).isNull();
    assertThat(keys.delete("app")).isFalse();
    assertThat(keys.update("app", true)).isFalse();
  }

  @Test
  void rolesAllowWhatTheyAreNamedFor() {
    assertThat(Role.VIEWER.allows("GET", "/api/v4/clients")).isTrue();
    assertThat(Role.VIEWER.allows("DELETE", "/api/v4/clients/c")).isFalse();
    assertThat(Role.PUBLISHER.allows("POST", "/api/v4/mqtt/publish")).isTrue();
    assertThat(Role.PUBLISHER.allows("POST", "/api/v4/mqtt/subscribe")).isFalse();
    assertThat(Role.PUBLISHER.allows("GET", "/api/v4/clients")).isFalse();
  }

  @Test
  void aFileOfSomebodyElseIsRefused() throws IOException {
    Files.writeString(data.resolve(ApiKeys.FILE), "app:secret\n");
    assertThatThrownBy(() -> ApiKeys.open(data)).isInstanceOf(IOException.class);
  }
}

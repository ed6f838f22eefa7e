package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.backend.BackendConfig.PoolSettings;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;

/** Reads {@code backend.dynamo.<pool>.*}. */
final class PoolReader {
  static final List<String> KEYS =
      List.of("server", "pool_size", "aws_access_key_id", "aws_secret_access_key");
  private static final int DEFAULT_SIZE = 8;
  private static final int GREATEST_SIZE = 1_024;

  private final String name;
  private final Map<String, Setting> keys;
  private final Problems problems;

  PoolReader(String name, Map<String, Setting> keys, Problems problems) {
    this.name = name;
    this.keys = keys;
    this.problems = problems;
  }

  PoolSettings read() {
    String id = secret("aws_access_key_id", "aws_secret_access_key");
    String key = secret("aws_secret_access_key", "aws_access_key_id");
    return new PoolSettings(name, server(), size(), id, key);
  }

  /** EMQX accepts a server without scheme, and without port. */
  private String server() {
    Setting setting = keys.get("server");
    if (setting == null || setting.value().isBlank()) {
      return null;
    }
    String text = setting.value().contains("://") ? setting.value() : "http://" + setting.value();
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null) {
        return text;
      }
    } catch (URISyntaxException e) {
      // Reported below like every other text that is no address.
    }
    problems.add(setting, "expected a URL such as http://localhost:8000, found " + setting.value());
    return null;
  }

  private int size() {
    Setting setting = keys.get("pool_size");
    if (setting == null) {
      return DEFAULT_SIZE;
    }
    String text = setting.value();
    int size = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (size < 1 || size > GREATEST_SIZE) {
      problems.add(setting, "expected a number from 1 to " + GREATEST_SIZE + ", found " + text);
    }
    return size;
  }

  private String secret(String key, String partner) {
    Setting setting = keys.get(key);
    if (setting != null && !setting.value().isBlank()) {
      return setting.value();
    }
    Setting other = keys.get(partner);
    if (other != null && !other.value().isBlank()) {
      problems.add(
          new Problem(
              other.origin(),
              other.key(),
              "needs " + key + " beside it; leave out both to use AWS's default credentials"));
    }
    return null;
  }
}

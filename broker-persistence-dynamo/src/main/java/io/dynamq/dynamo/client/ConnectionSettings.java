package io.dynamq.dynamo.client;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which DynamoDB to talk to: the keys of {@code emqx_backend_dynamo.conf}.
 *
 * <ul>
 *   <li>{@code backend.dynamo.region}: required unless every pool names a server
 *   <li>{@code backend.dynamo.<pool>.server}: absent = the region's endpoint
 *   <li>{@code backend.dynamo.<pool>.pool_size}: connections, default 8
 *   <li>{@code backend.dynamo.<pool>.aws_access_key_id} and {@code .aws_secret_access_key}: both
 *       absent = the AWS default credential chain; {@code file:///path} reads a file
 *   <li>{@code backend.dynamo.auto_create_tables}: on (default) or off
 *   <li>{@code backend.dynamo.table_billing}: {@code on_demand} (default) or {@code
 *       provisioned(5,5)}
 * </ul>
 *
 * @param pools at least one, sorted by name
 */
public record ConnectionSettings(
    List<PoolSettings> pools, boolean autoCreateTables, Billing billing) {

  /** The pool that exists when none is configured. */
  public static final String DEFAULT_POOL = "pool1";

  private static final String PREFIX = "backend.dynamo.";
  private static final Pattern POOL_KEY =
      Pattern.compile(
          "backend\\.dynamo\\.([^.]+)"
              + "\\.(server|pool_size|aws_access_key_id|aws_secret_access_key)");
  private static final String LOCAL_REGION = "us-west-2";

  public ConnectionSettings {
    pools = List.copyOf(pools);
  }

  /** Reads the keys above; other keys are not looked at. */
  public static ConnectionSettings parse(List<Setting> settings) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    ConnectionSettings parsed = read(new SettingReader(settings, problems));
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return parsed;
  }

  /** The same, leaving problems with the reader so that a caller can add its own keys' problems. */
  public static ConnectionSettings read(SettingReader reader) {
    List<PoolSettings> pools = new ArrayList<>();
    for (String name : poolNames(reader)) {
      pools.add(pool(reader, name));
    }
    return new ConnectionSettings(
        pools,
        reader.flag(PREFIX + "auto_create_tables", true),
        reader.parsed(
            PREFIX + "table_billing",
            Billing.ON_DEMAND,
            "on_demand or provisioned(<read units>,<write units>)",
            Billing::parse));
  }

  /**
   * @return null if there is no pool of this name
   */
  public PoolSettings pool(String name) {
    return pools.stream().filter(pool -> pool.name().equals(name)).findFirst().orElse(null);
  }

  private static SortedSet<String> poolNames(SettingReader reader) {
    SortedSet<String> names = new TreeSet<>();
    for (String key : reader.keys()) {
      Matcher matcher = POOL_KEY.matcher(key);
      if (matcher.matches()) {
        names.add(matcher.group(1));
      }
    }
    if (names.isEmpty()) {
      names.add(DEFAULT_POOL);
    }
    return names;
  }

  private static PoolSettings pool(SettingReader reader, String name) {
    String prefix = PREFIX + name + ".";
    URI server =
        reader.parsed(
            prefix + "server", null, "an address such as http://localhost:8000", ConnectionSettings::address);
    String region = reader.text(PREFIX + "region", server == null ? null : LOCAL_REGION);
    if (region == null) {
      reader.problem(
          PREFIX + "region", "is missing: name the AWS region of pool " + name + ", or its server");
    }
    int size = reader.number(prefix + "pool_size", 8, 1, 1_024);
    return new PoolSettings(name, region, server, size, keys(reader, prefix));
  }

  private static URI address(String text) {
    URI uri = URI.create(text);
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw new IllegalArgumentException("no http address");
    }
    return uri;
  }

  private static AwsKeys keys(SettingReader reader, String prefix) {
    String id = reader.secret(prefix + "aws_access_key_id");
    String secret = reader.secret(prefix + "aws_secret_access_key");
    if (id == null && secret == null) {
      return null;
    }
    if (id == null || secret == null) {
      String given = prefix + (id == null ? "aws_secret_access_key" : "aws_access_key_id");
      String missing = id == null ? "aws_access_key_id" : "aws_secret_access_key";
      reader.problem(given, "needs " + missing + " as well, or give neither");
      return null;
    }
    return new AwsKeys(id, secret);
  }
}

package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.observe.Meters;
import io.dynamq.store.StorageException;
import java.io.PrintStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Creates EMQX's six tables as its documentation defines them, with 5 read and 5 write units.
 * Behind {@code test/dynamo_test.sh}.
 */
public final class CreateTables {
  private static final String DEFAULT_ENDPOINT = "http://localhost:8000";
  private static final Billing AS_DOCUMENTED = new Billing(5, 5);

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  CreateTables(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * @param args at most the endpoint
   */
  public static void main(String[] args) {
    System.exit(new CreateTables(System.getenv(), System.out, System.err).run(args));
  }

  /** The exit code: 0 all tables are there, 1 they are not, 2 wrong usage. */
  int run(String... args) {
    URI endpoint = args.length > 1 ? null : endpoint(args);
    if (endpoint == null) {
      err.println("usage: dynamo_test.sh [endpoint]    such as " + DEFAULT_ENDPOINT);
      return 2;
    }
    String region = environment.getOrDefault("AWS_REGION", "us-west-2");
    PoolSettings settings = new PoolSettings("tables", region, endpoint, 1, keys(endpoint));
    try (DynamoPool pool = DynamoPool.open(settings, new Meters())) {
      for (TableSpec table : BackendPool.tables("")) {
        create(pool, table);
      }
      return 0;
    } catch (StorageException e) {
      err.println(e.getMessage());
      return 1;
    }
  }

  private URI endpoint(String... args) {
    String text =
        args.length == 1
            ? args[0]
            : environment.getOrDefault("DYNAMODB_ENDPOINT", DEFAULT_ENDPOINT);
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return web && uri.getHost() != null ? uri : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Null for AWS's default chain; a store on this machine wants some key but no true one. */
  private AwsKeys keys(URI endpoint) {
    boolean given =
        environment.containsKey("AWS_ACCESS_KEY_ID") || environment.containsKey("AWS_PROFILE");
    boolean loopback =
        List.of("localhost", "127.0.0.1", "[::1]").contains(endpoint.getHost());
    return !given && loopback ? new AwsKeys("fake", "fake") : null;
  }

  private void create(DynamoPool pool, TableSpec table) {
    boolean existed = exists(pool, table);
    // The documented definitions have no TTL, so the specification goes without.
    TableSpec documented = TableSpec.of(table.name(), table.hashName(), table.rangeName());
    new TableSetup(pool, true, AS_DOCUMENTED).ensure(List.of(documented));
    out.println((existed ? "exists   " : "created  ") + table.name() + "  " + table.keyText());
  }

  private static boolean exists(DynamoPool pool, TableSpec table) {
    try {
      pool.request("table " + table.name(), c -> c.describeTable(b -> b.tableName(table.name())))
          .join();
      return true;
    } catch (CompletionException e) {
      // Missing; or unreachable, which creating reports with cause and cure.
      return false;
    }
  }
}

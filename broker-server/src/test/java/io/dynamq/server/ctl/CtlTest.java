package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.control.HealthView;
import io.dynamq.observe.Consumption;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What EMQX 4.4 prints, letter by letter. */
class CtlTest extends CtlCalls {
  private static final String CLIENT =
      "Client(c1, username=user, peername=127.0.0.1:62135, clean_start=true, keepalive=60,"
          + " session_expiry_interval=0, subscriptions=1, inflight=2, awaiting_rel=3,"
          + " delivered_msgs=4, enqueued_msgs=5, dropped_msgs=6, connected=true,"
          + " created_at=1576477947000, connected_at=1576477948000)\n";
  private static final String ODD_CLIENT =
      "Client(odd\\u0007/id +%, username=undefined, peername=127.0.0.1:62135, clean_start=true,"
          + " keepalive=60, session_expiry_interval=0, subscriptions=1, inflight=2, awaiting_rel=3,"
          + " delivered_msgs=4, enqueued_msgs=5, dropped_msgs=6, connected=false,"
          + " created_at=1576477947000, connected_at=1576477948000,"
          + " disconnected_at=1576477949000)\n";

  @Test
  void status() {
    prints("Node 'dynamq@127.0.0.1' 0.1.0 is started\n", "status");
  }

  @Test
  void healthGoesIntoStatusAndIntoAnExitCode() {
    prints("UP since 1970-01-01T00:00:00Z\n", "health");
    admin.health(new HealthView(false, "no answer", 1_000));
    String degraded = "DEGRADED since 1970-01-01T00:00:01Z: no answer\n";
    prints("Node 'dynamq@127.0.0.1' 0.1.0 is started\n" + degraded, "status");
    refuses(1, degraded, "health");
  }

  @Test
  void broker() {
    assertThat(run("broker")).isZero();
    assertThat(out)
        .matches(
            "sysdescr  : DynaMQ\nversion   : 0.1.0\nuptime    : 4 minutes, 52 seconds\n"
                + "datetime  : \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\n");
    prints(
        "connections.count             : 1\nconnections.max               : 2\n",
        "broker", "stats");
    prints("bytes.received                : 10\n", "broker", "metrics");
  }

  @Test
  void clients() {
    prints(CLIENT + ODD_CLIENT, "clients", "list");
    prints(CLIENT, "clients", "show", "c1");
    prints(ODD_CLIENT, "clients", "show", "odd\u0007/id +%");
    refuses(1, "Not Found.\n", "clients", "show", "nobody");
    prints("ok\n", "clients", "kick", "odd\u0007/id +%");
    refuses(1, "Not Found.\n", "clients", "kick", "odd\u0007/id +%");
  }

  @Test
  void routes() {
    prints("t/+/x -> dynamq@127.0.0.1\n", "routes", "list");
    prints("t/+/x -> dynamq@127.0.0.1\n", "topics", "list");
    prints("t/+/x -> dynamq@127.0.0.1\n", "routes", "show", "t/+/x");
    prints("", "routes", "show", "t/1/x");
  }

  @Test
  void subscriptions() {
    prints("c1 -> t/+/x:2\n", "subscriptions", "list");
    prints("c1 -> t/+/x:2\n", "subscriptions", "show", "c1");
    refuses(1, "Not Found.\n", "subscriptions", "show", "nobody");
    prints("ok\n", "subscriptions", "add", "c1", "$share/g/#", "1");
    prints("c1 -> t/+/x:2\nc1 -> $share/g/#:1\n", "subscriptions", "show", "c1");
    prints("ok\n", "subscriptions", "del", "c1", "$share/g/#");
    refuses(1, "Error: Channel not found!\n", "subscriptions", "add", "nobody", "t", "1");
    refuses(1, "Error: Channel not found!\n", "subscriptions", "del", "c1", "other");
    refuses(2, "QoS should be 0, 1, 2\n", "subscriptions", "add", "c1", "t", "3");
  }

  @Test
  void undelivered() {
    String line =
        "Undelivered(2019-12-16T06:32:27.000123Z, client=c1, reason=queue_full, topic=t/1, qos=1,"
            + " msgid=AB, publisher=p\\u0007, bytes=2)\n";
    prints(line, "undelivered", "list");
    prints(line, "undelivered", "list", "--client", "c1", "--topic", "t/#", "--limit", "5");
    prints("", "undelivered", "list", "--client=c 2&x", "--reason=queue_full");
    prints("", "undelivered", "list", "--since", "2030-01-01T00:00:00Z");
    prints(line, "undelivered", "list", "--since", "2019-12-16T06:00:00Z");
    assertThat(run("undelivered", "export")).isZero();
    assertThat(out).startsWith("{\"id\":\"00064-0\",\"client\":\"c1\"").contains("\"payload\":\"hi\"}\n");
    assertThat(run("undelivered", "list", "--json")).isZero();
    assertThat(out).contains("\"reason\" : \"queue_full\"").doesNotContain("payload\"");
    prints(
        "Redelivered 1, earlier 2, payload not kept 3, expired 4, no session or no room 5\n",
        "undelivered", "redeliver", "--client", "c1");
    prints("Purged 7 entries\n", "undelivered", "purge", "--before", "7d");
  }

  @Test
  void saysWhatIsWrongWithAnOption() {
    refuses(
        2,
        "Error: --since soon is not a time such as 10m, 2h, 7d or 2026-01-31T12:00:00Z\n",
        "undelivered", "list", "--since", "soon");
    refuses(
        2, "Error: --limit 0 is not a number from 1 to 10000\n", "undelivered", "list", "--limit=0");
    assertThat(run("undelivered", "list", "--reason", "bad_luck")).isEqualTo(2);
    assertThat(err).startsWith("Error: --reason bad_luck is not one of no_local, too_large,");
    assertThat(run("undelivered", "list", "--topic", "a/#/b")).isEqualTo(2);
    assertThat(run("undelivered", "purge", "--limit", "3")).isEqualTo(2);
  }

  @Test
  void limitsLists() {
    prints(CLIENT, "clients", "list", "--limit", "1");
    prints(CLIENT + ODD_CLIENT, "clients", "list", "--limit=9");
    refuses(
        2, "Error: --limit: '0', expected a whole number, 1 or more\n",
        "clients", "list", "--limit=0");
    refuses(2, "Error: --limit is for lists\n", "broker", "--limit=2");
    assertThat(run("clients", "kick", "c1", "--limit=2")).isEqualTo(2);
    prints(CLIENT + ODD_CLIENT, "clients", "list");
  }

  @Test
  void watches() {
    rounds = 2;
    String once = "Every 5s: emqx_ctl routes list --watch 5\nt/+/x -> dynamq@127.0.0.1\n";
    prints(once + once, "routes", "list", "--watch", "5");
    refuses(2, "Error: --watch is for commands that change nothing\n",
        "retainer", "clean", "--watch", "5");
    refuses(2, "Error: --watch: '0', expected seconds from 1 to 99999\n", "broker", "--watch=0");
  }

  @Test
  void modules() throws IOException {
    prints(
        """
        Module(emqx_mod_acl_internal, description=Internal ACL Module, active=true)
        Module(emqx_mod_delayed, description=Delayed Publish Module, active=true)
        Module(emqx_mod_presence, description=Online/Offline Presence Module, active=true)
        Module(emqx_mod_rewrite, description=Topic Rewrite Module, active=true)
        Module(emqx_mod_slow_subs, description=Slow Subscribers Statistics Module, active=false)
        Module(emqx_mod_subscription, description=Subscription Module, active=true)
        """,
        "modules", "list");
    prints(
        "Module emqx_mod_acl_internal reloaded successfully.\n",
        "modules", "reload", "emqx_mod_acl_internal");
    prints(
        "Module: emqx_mod_delayed does not need to be reloaded.\n",
        "modules", "reload", "emqx_mod_delayed");
    prints("Module emqx_mod_delayed is loaded already.\n", "modules", "load", "emqx_mod_delayed");
    refuses(
        1,
        "Error: a broker that runs cannot unload emqx_mod_delayed: set module.delayed = off in its"
            + " configuration, then restart\n",
        "modules", "unload", "emqx_mod_delayed");
    refuses(
        1, "Error: there is no module x, see modules list\n", "modules", "load", "x");
  }

  @Test
  void tellsWhatTheFilesSayOtherwise() throws IOException {
    prints("no difference\n", "config", "diff");
    Files.writeString(
        admin.configFile(),
        "persistence = memory\nbackend.dynamo.embedded = off\nzone.external.max_inflight = 9\n"
            + "log.level = debug\n");
    prints(
        """
        log.level: not set -> debug (reload)
        module.delayed: on -> not set (restart)
        zone.external.max_inflight: 8 -> 9 (reload)
        """,
        "config", "diff");
    Files.writeString(admin.configFile(), "log.level = loud\n");
    assertThat(run("config", "diff")).isEqualTo(1);
    assertThat(err).startsWith("Error: the configuration cannot be used: ").contains("log.level");
  }

  @Test
  void explains() {
    prints(
        """
        client            : p, connected
        topic             : t\\u0007 kept
        receiver          : r1, QoS 1, connected, persistent, 3 queued, room for 7
        receiver          : r2 or another of $share/g/t, QoS 0, absent, not persistent, 0 queued, \
        room for any number
        store             : 1 copies of 2000 bytes, 2 write units at most; none for what is \
        acknowledged at once
        ACCEPTED
        """,
        "explain", "publish", "p", "t\u0007", "--retain", "--size", "2000");
    prints(
        "zone external     : refused: a/#\nREFUSED\n", "explain", "subscribe", "p", "a/#");
    refuses(
        2, "QoS should be 0, 1, 2\n", "explain", "subscribe", "p", "a/#", "--qos=3");
    assertThat(run("explain", "subscribe", "p", "a/#/b")).isEqualTo(2);
    assertThat(err).startsWith("Error: ");
  }

  @Test
  void whatTheStoreHasCharged() throws IOException {
    refuses(
        1,
        "Error: there is no " + data.resolve("prices.conf") + ", expected a file of prices\n",
        "cost");
    Files.writeString(
        data.resolve("prices.conf"), "write.million=2\nread.million=1\nstorage.gigabyte=1\n");
    Consumption charged = admin.consumption();
    charged.requested(new Consumption.Operation("BatchWriteItem", "mqb_queue", true), 1_000_000);
    charged.requested(new Consumption.Operation("Query", "mqb_queue", false), 500_000);
    charged.writtenFor(Consumption.Subject.CLIENT, "c\u0007", 10);
    charged.written("mqb_queue", "c1", 400, 1_000);
    charged.written("mqb_queue", "c1", 100, 1_999);
    charged.written("mqb_queue", "c1", 300, 2_000);
    String head =
        "                                                       requests          units            USD\n";
    prints(
        head
            + "BatchWriteItem mqb_queue                                      1      1000000.0       2.000000\n"
            + "Query mqb_queue                                               1       500000.0       0.500000\n"
            + "all requests                                                                         2.500000\n"
            + "(292 seconds since the start, on demand, without storage)\n",
        "cost");
    assertThat(run("cost", "--by=client", "--month")).isZero();
    assertThat(out).contains("c\\u0007").contains("a month of 30 days at the rate since the start");
    assertThat(run("cost", "--by", "user")).isEqualTo(2);
    assertThat(err).isEqualTo("Error: --by=user is not one of client, topic, operation\n");
    prints(
        "mqb_queue c1: busiest second 500.0 write units, 50.0 % of a partition's 1000; 800.0 in all\n",
        "hot");
  }

  @Test
  void refusesAFilterThatIsNone() {
    assertThat(run("subscriptions", "add", "c1", "a/#/b", "1")).isEqualTo(2);
    assertThat(err).startsWith("Error: ");
  }

  @Test
  void plugins() throws IOException {
    String line = "Plugin(emqx_backend_dynamo, description=EMQX's DynamoDB backend, active=";
    String name = "emqx_backend_dynamo";
    prints(line + "false)\n", "plugins", "list");
    prints("Plugin emqx_backend_dynamo loaded successfully.\n", "plugins", "load", name);
    prints(line + "true)\n", "plugins", "list");
    assertThat(data.resolve("loaded_plugins")).hasContent("{emqx_backend_dynamo,true}.");
    refuses(1, "Load plugin emqx_backend_dynamo error: already_started.\n", "plugins", "load", name);
    prints("Plugin emqx_backend_dynamo reloaded successfully.\n", "plugins", "reload", name);
    prints("Plugin emqx_backend_dynamo unloaded successfully.\n", "plugins", "unload", name);
    refuses(1, "Unload plugin emqx_backend_dynamo error: not_started.\n", "plugins", "unload", name);
    refuses(1, "Load plugin nothing error: not_found.\n", "plugins", "load", "nothing");
    refuses(
        1, "Reload plugin nothing error: The plugin doesn't exist.\n", "plugins", "reload",
        "nothing");
    admin.plugin().failWith("a:1: k: is wrong");
    refuses(
        1, "Load plugin emqx_backend_dynamo error: a:1: k: is wrong.\n", "plugins", "load", name);
    admin.plugin().find(new Problem("a:1", "k", "is wrong"));
    refuses(
        1,
        "Load plugin emqx_backend_dynamo error: the configuration cannot be used:\n"
            + "  a:1: k: is wrong\n",
        "plugins", "load", name);
  }

  @Test
  void accessRules() throws IOException {
    prints("ok\n", "acl", "reload");
    Files.writeString(admin.aclFile(), "{allow, all}.\n\n{deny, nobody}.\n{allow, all, read, \"a\"}.");
    refuses(
        1,
        "Error: the rules stay as they were\n"
            + "etc/acl.conf:3: rule 2: '{deny, nobody}' is no rule, expected {allow, all},"
            + " {deny, all} or {allow|deny, Who, publish|subscribe|pubsub, [\"topic\", ...]}\n"
            + "etc/acl.conf:4: rule 3: 'read' stands here, expected publish or subscribe or pubsub\n",
        "acl", "reload");
    prints("ACL cache drain start OK\n", "acl", "cache-clean", "all");
    prints("ACL cache drain start OK\n", "acl", "cache-clean", "node", "dynamq@127.0.0.1");
    prints("ACL cache drain start OK\n", "acl", "cache-clean", "c1");
    refuses(1, "Not Found.\n", "acl", "cache-clean", "c9");
    refuses(
        1,
        "Error: no node other here, expected dynamq@127.0.0.1\n",
        "acl", "cache-clean", "node", "other");
  }

  @Test
  void users() throws IOException {
    prints("", "users", "list");
    input = "päss word\n";
    prints("ok\n", "users", "add", "a/b:c d");
    input = "secret";
    prints("ok\n", "users", "add", "alice");
    prints("ok\n", "users", "passwd", "alice");
    prints(
        "User(a/b:c d, mechanism=SCRAM-SHA-256, iterations=4096)\n"
            + "User(alice, mechanism=SCRAM-SHA-256, iterations=4096)\n",
        "users", "list");
    refuses(1, "Error: the user exists already\n", "users", "add", "alice");
    refuses(1, "Error: there is no such user\n", "users", "passwd", "bob");
    refuses(1, "Error: there is no such user\n", "users", "del", "bob");
    prints("ok\n", "users", "add", "carol", "--mechanism=scram");
    prints("ok\n", "users", "del", "carol", "--mechanism", "scram");
    refuses(
        1, "Error: passwords are not asked for; set auth.order = file\n",
        "users", "add", "carol", "--mechanism=password");
    refuses(
        2, "Error: 'md5' is no mechanism, expected password or scram\n",
        "users", "passwd", "alice", "--mechanism=md5");
    prints("ok\n", "users", "del", "a/b:c d");
    assertThat(Files.readString(data.resolve("scram_users")))
        .startsWith("alice:SCRAM-SHA-256$4096:")
        .doesNotContain("secret");
  }

  @Test
  void takesPasswordsFromTheInputOnly() {
    refuses(1, "Error: expected a password on the standard input\n", "users", "add", "alice");
    assertThat(run("users", "add", "alice", "secret")).isEqualTo(2);
    input = "a\u0007b";
    refuses(
        2,
        "Error: the password is empty or has characters that a password may not have\n",
        "users", "add", "alice");
    input = "secret";
    assertThat(run("users", "add", "#alice")).isEqualTo(2);
    prints("", "users", "list");
  }

  @Test
  void why() {
    prints(
        """
        Client c1 is connected since 2019-12-16T06:32:28Z, session created at 2019-12-16T06:32:27Z, \
        4 messages queued
          subscribed to t/+/x, QoS 2, for longer than the history reaches
        2019-12-16T06:32:29Z 00060000000000000001000000010001 t/1/x from p\\u0007: queued behind 3
        (history.topics is not set: only what waits, is in flight or was given up is known)
        (7 events were not noted for want of room)
        (there is more: --topic, --msgid, --since)
        """,
        "why", "c1", "--topic", "t/#", "--since=2h");
    assertThat(run("why", "c1", "--json", "--since", "2019-12-16T00:00:00Z")).isZero();
    assertThat(out).contains("\"outcome\" : \"queued\"", "\"behind\" : 3", "\"since\" : \"2019-12-16");
    assertThat(run("why", "c1", "--msgid", "000600000000000000010000000100ff")).isZero();
    assertThat(out).contains("Nothing is known of such a message since ");
    refuses(
        2, "Error: --msgid 12 is no message id, expected 32 hex digits\n",
        "why", "c1", "--msgid", "12");
    refuses(
        2,
        "Error: --since soon is not a time such as 10m, 2h, 7d or 2026-01-31T12:00:00Z\n",
        "why", "c1", "--since", "soon");
    assertThat(run("why", "c1", "--topic", "a/#/b")).isEqualTo(2);
    assertThat(err).startsWith("Error: --topic: ");
    assertThat(run("why")).isEqualTo(2);
    admin.close();
    assertThat(run("why", "c1")).isEqualTo(1);
    assertThat(err)
        .startsWith("Node 'dynamq@127.0.0.1' not responding to pings.")
        .endsWith(" Add --aws to be told how to read the tables.\n");
  }

  @Test
  void retainer() {
    prints("retained/total: 3\n", "retainer", "info");
    prints("a/b\na/c\nz\\u001b[2J\n", "retainer", "topics");
    prints("Cleaned 1 retained messages\n", "retainer", "clean", "a/b");
    prints("Cleaned 2 retained messages\n", "retainer", "clean");
  }

  @Test
  void printsJsonOnRequest() throws IOException {
    assertThat(run("--json", "clients", "list")).isZero();
    JsonNode clients = new ObjectMapper().readTree(out);
    assertThat(clients).hasSize(2);
    assertThat(clients.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "clientid", "username", "peername", "proto_ver", "listener", "authenticated_by",
            "clean_start", "keepalive", "session_expiry_interval", "subscriptions", "inflight", "max_inflight", "awaiting_rel", "mqueue_len",
            "delivered_msgs", "enqueued_msgs", "dropped_msgs", "connected", "created_at",
            "connected_at", "disconnected_at");
    for (String[] command :
        new String[][] {
          {"status"}, {"broker"}, {"broker", "stats"}, {"broker", "metrics"}, {"routes", "list"},
          {"subscriptions", "show", "c1"}, {"plugins", "list"}, {"listeners"},
          {"retainer", "info"}, {"retainer", "topics"}, {"clients", "kick", "c1"}
        }) {
      String[] words = java.util.Arrays.copyOf(command, command.length + 1);
      words[command.length] = "--json";
      assertThat(run(words)).isZero();
      assertThat(new ObjectMapper().readTree(out)).as(out).isNotNull();
    }
    assertThat(run("clients", "show", "nobody", "--json")).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(out).get("error").asText()).isEqualTo("Not Found.");
  }

  @Test
  void printsUsageAsEmqx() throws IOException {
    assertThat(run()).isZero();
    assertThat(out)
        .startsWith("Usage: emqx_ctl\n" + "-".repeat(110) + "\nstatus" + " ".repeat(64) + "# Show")
        .contains("\nclients kick <ClientId>" + " ".repeat(47) + "# Kick out a client\n");
    String all = out;
    for (String word : new String[] {"help", "--help", "-h"}) {
      prints(all, word);
    }
    refuses(2, all, "nonsense");
    prints(
        "broker" + " ".repeat(64) + "# Show broker version, uptime and description\n"
            + "broker stats" + " ".repeat(58)
            + "# Show broker statistics of clients, topics, subscribers\n"
            + "broker metrics" + " ".repeat(56) + "# Show broker metrics\n"
            + "broker prometheus" + " ".repeat(53) + "# Show what Prometheus reads, at /metrics\n",
        "broker", "--help");
  }

  @Test
  void printsTheUsageOfAGroupForWrongArguments() {
    String clients =
        "clients list" + " ".repeat(58) + "# List all clients\n"
            + "clients show <ClientId>" + " ".repeat(47) + "# Show a client\n"
            + "clients kick <ClientId>" + " ".repeat(47) + "# Kick out a client\n";
    refuses(2, clients, "clients");
    refuses(2, clients, "clients", "show");
    refuses(2, clients, "clients", "list", "c1", "c2");
    refuses(2, clients, "clients", "sohw");
    refuses(2, "Unknown option: '--xml'\n" + clients, "clients", "list", "--xml");
  }

  @Test
  void takesAClientIdThatLooksLikeAnOption() {
    refuses(1, "Not Found.\n", "clients", "show", "--", "--json");
  }

  @Test
  void saysWhereItLookedForTheBroker() {
    environment.put("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:1");
    refuses(
        1,
        "Node 'dynamq@127.0.0.1' not responding to pings. (No answer at 127.0.0.1:1.)\n",
        "status");
  }

  @Test
  void doesNotAnswerForTheBrokerOfAnotherDirectory(@TempDir Path empty) {
    refuses(
        1,
        "Node 'dynamq@127.0.0.1' not responding to pings. (No broker has run with data in "
            + empty
            + ".)\n",
        "status", "--data-dir", empty.toString());
  }

  @Test
  void saysThatTheTokenIsMissing(@TempDir Path empty) {
    environment.put("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:1");
    refuses(
        1,
        "Node 'dynamq@127.0.0.1' not responding to pings. (There is no "
            + empty.resolve("admin.token")
            + ".)\n",
        "clients", "list", "--data-dir", empty.toString());
  }

  @Test
  void saysThatTheTokenIsAnothers(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("admin.token"), "0".repeat(64));
    Files.copy(data.resolve("admin.endpoint"), other.resolve("admin.endpoint"));
    assertThat(run("clients", "list", "--data-dir", other.toString())).isEqualTo(1);
    assertThat(err).contains("does not take the token").doesNotContain("000000");
  }
}

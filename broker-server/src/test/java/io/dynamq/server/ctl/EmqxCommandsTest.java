package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.control.HealthView;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** EMQX's commands about sessions, the node, its listeners and its log, in EMQX's words. */
class EmqxCommandsTest extends CtlCalls {
  private static final String SESSION =
      "clean_start=true, expiry_interval=0, subscriptions_count=1, max_inflight=32, inflight=2,"
          + " mqueue_len=0, mqueue_dropped=6, awaiting_rel=3, deliver_msg=4, enqueue_msg=5,"
          + " created_at=1576477947000)\n";

  @Test
  void sessions() {
    prints(
        "Session(c1, " + SESSION + "Session(odd\\u0007/id +%, " + SESSION, "sessions", "list");
    prints("Session(c1, " + SESSION, "sessions", "show", "c1");
    refuses(1, "Not Found.\n", "sessions", "show", "nobody");
    refuses(
        1,
        "Couldn't clean a session with a valid connection.\n",
        "sessions", "clean-persistent", "c1");
    prints(
        "Clean persistent session successfully.\n",
        "sessions", "clean-persistent", "odd\u0007/id +%");
    refuses(1, "Not Found.\n", "sessions", "clean-persistent", "odd\u0007/id +%");
  }

  @Test
  void keysOfTheApi() throws IOException {
    prints("", "mgmt", "list");
    assertThat(run("mgmt", "insert", "app", "An app", "--role=viewer")).isZero();
    assertThat(out).matches("AppSecret: [\\w-]{43}\n");
    refuses(1, "Error: already existed\n", "mgmt", "insert", "app", "Again");
    refuses(
        2,
        "Error: no role king, expected administrator, viewer, publisher\n",
        "mgmt", "insert", "b", "b", "--role=king");
    String line =
        "app_id: app, secret: ******, name: An app, desc: viewer, status: %s, expired: undefined\n";
    prints(line.formatted(true), "mgmt", "lookup", "app");
    prints("update successfully.\n", "mgmt", "update", "app", "false");
    prints(line.formatted(false), "mgmt", "list");
    refuses(2, "Error: a status is true or false\n", "mgmt", "update", "app", "maybe");
    prints("ok\n", "mgmt", "delete", "app");
    refuses(1, "Error: app not found\n", "mgmt", "delete", "app");
    refuses(1, "Not Found.\n", "mgmt", "lookup", "app");
  }

  @Test
  void probes() {
    prints("pong\n", "ping");
    prints("ready\n", "ready");
    admin.health(new HealthView(false, "no answer", 1_000));
    prints("pong\n", "ping");
    refuses(1, "not ready: no answer\n", "ready");
    admin.health(new HealthView(true, "", 1_000));
    prints(
        "Stop mqtt:tcp:external listener on 127.0.0.1:1883 successfully.\n",
        "listeners", "stop", "mqtt:tcp:external");
    refuses(1, "not ready: no client can connect\n", "ready");
  }

  @Test
  void metricsForPrometheus() {
    prints("# HELP x y\nx 1\n", "broker", "prometheus");
  }

  @Test
  void clusterOfOne() throws IOException {
    prints(
        "Cluster status: #{running_nodes => ['dynamq@127.0.0.1'],stopped_nodes => []}\n",
        "cluster", "status");
    assertThat(run("cluster", "status", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get("running_nodes")).hasSize(1);
    refuses(
        1,
        "Failed to join the cluster: there are none, dynamq@127.0.0.1 shares nothing with"
            + " other@host but tables\n",
        "cluster", "join", "other@host");
    refuses(1, "Failed to leave the cluster: node_not_in_cluster\n", "cluster", "leave");
    refuses(
        1,
        "Failed to remove the node from cluster: node_not_in_cluster, other@host\n",
        "cluster", "force-leave", "other@host");
  }

  @Test
  void listeners() {
    prints(
        """
        mqtt:tcp:external
          listen_on       : 127.0.0.1:1883
          acceptors       : 8
          max_conns       : 1024000
          current_conn    : 1
          shutdown_count  : []
        """,
        "listeners");
  }

  @Test
  void listenersStopAndRestart() {
    String id = "mqtt:tcp:external";
    prints(
        "Stop mqtt:tcp:external listener on 127.0.0.1:1883 successfully.\n",
        "listeners", "stop", id);
    prints("", "listeners");
    refuses(1, "No such listener mqtt:tcp:external\n", "listeners", "stop", id);
    prints("Restarted mqtt:tcp:external listener successfully.\n", "listeners", "restart", id);
    prints(
        "Stop mqtt:tcp listener on 127.0.0.1:1883 successfully.\n",
        "listeners", "stop", "mqtt:tcp", "1883");
    prints("Restarted mqtt:tcp:external listener successfully.\n", "listeners", "restart", id);
    prints(
        "Stop mqtt:tcp listener on 127.0.0.1:1883 successfully.\n",
        "listeners", "stop", "mqtt:tcp", "127.0.0.1:1883");
    refuses(
        1,
        "No such listener mqtt:tcp on 1884\n",
        "listeners", "stop", "mqtt:tcp", "1884");
    refuses(1, "No such listener mqtt:ws:x\n", "listeners", "restart", "mqtt:ws:x");
    admin.listenerTrouble("Address already in use");
    refuses(1, "Error: Address already in use\n", "listeners", "restart", id);
  }

  @Test
  void certificates() {
    prints("PEM cache clean OK\n", "pem_cache", "clean", "all");
    prints("PEM cache clean OK\n", "pem_cache", "clean", "node", "dynamq@127.0.0.1");
    refuses(
        1,
        "Error: no node x@y here, expected dynamq@127.0.0.1\n",
        "pem_cache", "clean", "node", "x@y");
    admin.listenerTrouble("expired");
    refuses(
        1,
        "Error: a certificate cannot be used, the old one stays; see the log\n",
        "pem_cache", "clean", "all");
  }

  @Test
  void virtualMachine() throws IOException {
    assertThat(run("vm")).isZero();
    assertThat(out)
        .matches(
            "(?s)cpu/load1 {15}: [\\d.]+\n.*"
                + "memory/total {12}: \\d+\nmemory/heap_used {8}: \\d+\n.*"
                + "process/limit {11}: \\w+\nprocess/count {11}: \\d+\n"
                + "io/max_fds {14}: \\d+\nio/active_fds {11}: \\d+\n"
                + "ports/count {11}: 1\nports/limit {11}: 1024000\n");
    assertThat(run("vm", "ports", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get("ports").get("count").asInt()).isEqualTo(1);
    for (String part : new String[] {"all", "load", "memory", "process", "io", "ports"}) {
      assertThat(run("vm", part)).as(part).isZero();
      assertThat(out).as(part).isNotEmpty();
    }
  }

  @Test
  void whatEmqxHasAndThisBrokerHasNot() {
    refuses(
        1, "emqx_ctl recon: In EMQX only: it looks into Erlang's machine; for Java's there is vm\n",
        "recon", "memory");
    refuses(
        1, "emqx_ctl telemetry: In EMQX only: nothing is ever sent to anybody\n", "telemetry");
  }
}

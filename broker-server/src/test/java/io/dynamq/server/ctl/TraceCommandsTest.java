package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.control.TraceEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** EMQX's commands about traces, in EMQX's words. */
class TraceCommandsTest extends CtlCalls {

  private void ping(String client) {
    admin.happens(
        new TraceEvent(
            0,
            TraceEvent.Step.RECEIVED,
            new TraceEvent.Who(client, "127.0.0.1", 9, null),
            null,
            "PINGREQ",
            null));
  }

  @Test
  void traceToAFile() throws IOException {
    prints("", "trace", "list");
    prints("trace clientid c1 successfully\n", "trace", "start", "client", "c1", "log/c1.log");
    prints(
        "trace topic a/# successfully\n", "trace", "start", "topic", "a/#", "t.log", "error");
    prints(
        "Trace(clientid=c1, level=debug, destination=\"" + data.resolve("log/c1.log") + "\")\n"
            + "Trace(topic=a/#, level=warning, destination=\"" + data.resolve("log/t.log")
            + "\")\n",
        "trace", "list");
    ping("c1");
    prints("stop tracing clientid c1 successfully\n", "trace", "stop", "client", "c1");
    assertThat(data.resolve("log/c1.log")).content().contains("c1@127.0.0.1:9 received PINGREQ");
    refuses(
        1,
        "[error] stop tracing clientid c1: clientid=c1 Not Found\n",
        "trace", "stop", "client", "c1");
    refuses(
        1,
        "[error] trace clientid c1: there is a file " + data.resolve("log/c1.log") + " already\n",
        "trace", "start", "client", "c1", "log/c1.log");
    refuses(
        2,
        "Error: cannot trace user, expected client, topic, ip_address\n",
        "trace", "start", "user", "u", "x.log");
    refuses(
        2,
        "Error: no log level loud, expected such as debug or warning\n",
        "trace", "start", "client", "c1", "x.log", "loud");
  }

  @Test
  void tracesWithNames() throws IOException {
    prints("Cluster Trace is empty\n", "traces", "list");
    prints(
        "Cluster_trace clientid c1 n1 successfully\n", "traces", "start", "n1", "client", "c1");
    prints(
        "Cluster_trace ip_address 192.0.2.7 n2 successfully\n",
        "traces", "start", "n2", "ip_address", "192.0.2.7", "30m", "--payload=on");
    ping("c1");
    assertThat(run("traces", "show", "n1", "--tail=1")).isZero();
    assertThat(out).isEqualTo(
        "1970-01-01T00:00:00.000000Z [debug] c1@127.0.0.1:9 received PINGREQ\n");
    assertThat(run("traces", "show", "n1", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get("lines")).hasSize(2);
    prints("Stop cluster_trace n1 successfully\n", "traces", "stop", "n1");
    assertThat(run("traces", "list")).isZero();
    assertThat(out.replaceAll("=> \\d+", "=> 9"))
        .isEqualTo(
            """
            Trace(n1: clientid=c1, stopped, LogSize:#{'dynamq@127.0.0.1' => 9})
            Trace(n2: ip_address=192.0.2.7, running, LogSize:#{'dynamq@127.0.0.1' => 9})
            """);
    prints("Del cluster_trace n1 successfully\n", "traces", "delete", "n1");
    refuses(1, "[error] Del cluster_trace n1: n1 Not Found\n", "traces", "delete", "n1");
    refuses(1, "[error] Stop cluster_trace n1: n1 Not Found\n", "traces", "stop", "n1");
    refuses(1, "Error: n1 Not Found\n", "traces", "show", "n1");
    refuses(
        1,
        "[error] Cluster_trace n2 clientid=c: n2 Already Exists\n",
        "traces", "start", "n2", "client", "c");
    refuses(
        2,
        "[error] Cluster_trace ../x clientid=c: Name should be ^[0-9A-Za-z]+[A-Za-z0-9-_]*$ and at"
            + " most 128 characters\n",
        "traces", "start", "../x", "client", "c");
    refuses(
        2,
        "Error: a duration is a number of seconds, or such as 30m\n",
        "traces", "start", "n3", "client", "c", "soon");
    refuses(
        2, "Error: --payload is on or off\n",
        "traces", "start", "n3", "client", "c", "--payload=yes");
    refuses(2, "Error: --tail is a number of lines\n", "traces", "show", "n2", "--tail=x");
    assertThat(run("traces", "list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).get(0).get("end_at").asText())
        .isEqualTo("2019-12-16T06:59:26Z");
  }
}

package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dynamq.server.config.ServerConfig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each workload of {@code broker-bench/run} for a moment, over sockets against a whole broker with
 * its store: nothing is lost, doubled or out of order, and the event loops allocate no more per
 * message than they did. A bound is 1.3 times what was measured on the tests' JVM, which has no C2;
 * how much one read brings is up to the machine and moves it by a twentieth.
 */
class WorkloadsSmokeTest {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final ExecutorService CLIENTS = Executors.newCachedThreadPool();
  private static final int MESSAGES = 1_000;

  @TempDir static Path directory;

  private static Server server;
  private static SSLContext trust;
  private static int port;
  private static int tls;
  private static int webSocket;

  private final List<LoadClient> open = new ArrayList<>();

  /** What is done at the same time as other things. */
  private interface Work {
    void run() throws IOException;
  }

  @BeforeAll
  static void start() throws Exception {
    X509Bundle self =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanDnsName("localhost")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    trust = SSLContext.getInstance("TLS");
    trust.init(null, self.toTrustManagerFactory().getTrustManagers(), null);
    try (ServerSocket mqtt = free();
        ServerSocket encrypted = free();
        ServerSocket framed = free();
        ServerSocket store = free();
        ServerSocket admin = free()) {
      port = mqtt.getLocalPort();
      tls = encrypted.getLocalPort();
      webSocket = framed.getLocalPort();
      Files.write(
          directory.resolve("broker.conf"),
          List.of(
              "listener.tcp.external = 127.0.0.1:" + port,
              "listener.ws.external = 127.0.0.1:" + webSocket,
              "listener.ssl.external = 127.0.0.1:" + tls,
              "listener.ssl.external.certfile = " + file("cert.pem", self.getCertificatePEM()),
              "listener.ssl.external.keyfile = " + file("key.pem", self.getPrivateKeyPEM()),
              "backend.dynamo.pool1.server = http://127.0.0.1:" + store.getLocalPort(),
              "backend.dynamo.region = us-west-2",
              "backend.dynamo.pool1.aws_access_key_id = TEST",
              "backend.dynamo.pool1.aws_secret_access_key = TEST",
              "admin.listener = 127.0.0.1:" + admin.getLocalPort()));
    }
    LaunchOptions options =
        LaunchOptions.parse(
            directory,
            Map.of(),
            "--config", directory.resolve("broker.conf").toString(),
            "--data-dir", directory.resolve("data").toString());
    ServerConfig config =
        ServerConfig.load(options.sources(), Version.text(), OwnerChecks::beforeStart);
    server = Server.start(config, options.sources(), System.out, () -> {});
  }

  @AfterAll
  static void stop() {
    CLIENTS.shutdownNow();
    server.close();
  }

  private static Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @ParameterizedTest
  @CsvSource({
    // name, publishers, receivers, quality, clean, filter, bytes
    "pair-0,    4, 4,  0, true,  load/%s/%d, 550",
    "pair-1,    4, 4,  1, true,  load/%s/%d, 900",
    "pair-2,    4, 4,  2, true,  load/%s/%d, 1250",
    "saved-1,   4, 4,  1, false, load/%s/%d, 2200",
    "saved-2,   4, 4,  2, false, load/%s/%d, 4000",
    "wild-0,    4, 4,  0, true,  +/%s/%d/#,  700",
    "many-to-1, 8, 1,  1, true,  load/%s/+,  950",
    "paced-1,   4, 4,  1, true,  load/%s/%d, 850",
    "tls-1,     4, 4,  1, true,  load/%s/%d, 1400",
    "ws-1,      4, 4,  1, true,  load/%s/%d, 1300",
    "fan-out-0, 1, 20, 0, true,  load/%s/0,  250",
    "fan-out-1, 1, 20, 1, true,  load/%s/0,  420",
  })
  void everyMessageComesOnceAndInOrder(
      String name, int publishers, int subscribers, int qos, boolean clean, String filter, int bytes)
      throws Exception {
    boolean paired = filter.contains("%d");
    List<LoadReceiver> receivers = new ArrayList<>();
    for (int i = 0; i < subscribers; i++) {
      LoadClient client = client(name + "-sub-" + i, clean);
      for (int beside = 0; name.startsWith("wild") && beside < 500; beside++) {
        client.subscribe("+/%s/%d/%d/#".formatted(name, i, beside), qos);
      }
      client.subscribe(filter.formatted(name, i), qos);
      receivers.add(new LoadReceiver(client));
    }
    int each = MESSAGES * (paired ? 1 : publishers);
    double allocated =
        perMessage(
            each * subscribers,
            together(
                works(publishers, i -> sender(name, i, qos)),
                receivers.stream().<Work>map(one -> () -> one.receive(each)).toList()));

    assertThat(receivers).allMatch(one -> one.received().size() == each);
    assertThat(allocated).isLessThanOrEqualTo(bytes);
  }

  private Work sender(String name, int number, int qos) throws IOException {
    LoadSender sender =
        new LoadSender(
            client(name + "-pub-" + number, true),
            "load/%s/%d".formatted(name, number), number, qos, false);
    LoadSender paced = name.startsWith("paced") ? sender.slowly() : sender;
    return () -> paced.send(MESSAGES);
  }

  @Test
  void membersOfAGroupShareWhatComes() throws Exception {
    int publishers = 4;
    List<LoadReceiver> members = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      LoadClient member = client("shared-sub-" + i, true);
      member.subscribe("$share/g/load/shared/+", 1);
      member.subscribe("load/end", 1);
      members.add(new LoadReceiver(member));
    }
    // How many come to one is not known, but what ends it comes to everybody behind the others.
    LoadSender end = new LoadSender(client("end-pub", true), "load/end", publishers, 1, false);
    AtomicInteger left = new AtomicInteger(publishers);
    List<Work> works =
        together(
            works(publishers, i -> sender("shared", i, 1)).stream()
                .<Work>map(
                    one ->
                        () -> {
                          one.run();
                          if (left.decrementAndGet() == 0) {
                            end.send(1);
                          }
                        })
                .toList(),
            members.stream().<Work>map(one -> () -> one.receiveThrough(publishers << 16)).toList());
    double allocated = perMessage(publishers * MESSAGES, works);

    List<Integer> received = new ArrayList<>();
    members.forEach(one -> received.addAll(one.received()));
    received.removeIf(content -> content == publishers << 16);
    assertThat(received).hasSize(publishers * MESSAGES).doesNotHaveDuplicates();
    assertThat(allocated).isLessThanOrEqualTo(1_050);
  }

  @Test
  void aWildcardSubscriberGetsAllThatIsRetained() throws Exception {
    LoadSender keeper =
        new LoadSender(client("retained-pub", true), "load/retained", 0, 1, true);
    double kept = perMessage(MESSAGES, List.of(() -> keeper.send(MESSAGES)));
    LoadClient client = client("retained-sub", true);
    LoadReceiver receiver = LoadReceiver.inAnyOrder(client);
    double sent =
        perMessage(
            MESSAGES,
            List.of(
                () -> {
                  client.subscribe("load/retained/#", 0);
                  receiver.receive(MESSAGES);
                }));

    assertThat(receiver.received()).hasSize(MESSAGES);
    assertThat(kept).isLessThanOrEqualTo(2_900);
    assertThat(sent).isLessThanOrEqualTo(1_000);
  }

  @Test
  void whatIsQueuedForTheAbsentWaitsInOrder() throws Exception {
    int clients = 4;
    for (int i = 0; i < clients; i++) {
      LoadClient absent = client("queued-sub-" + i, false);
      absent.subscribe("load/queued/" + i, 1);
      absent.leave();
    }
    double queued =
        perMessage(clients * MESSAGES, works(clients, i -> sender("queued", i, 1)));
    List<LoadReceiver> receivers = new ArrayList<>();
    List<Work> drains = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String id = "queued-sub-" + i;
      drains.add(
          () -> {
            LoadReceiver receiver = new LoadReceiver(client(id, false));
            receiver.receive(MESSAGES);
            synchronized (receivers) {
              receivers.add(receiver);
            }
          });
    }
    double drained = perMessage(clients * MESSAGES, drains);

    assertThat(receivers).hasSize(clients).allMatch(one -> one.received().size() == MESSAGES);
    assertThat(queued).isLessThanOrEqualTo(2_000);
    assertThat(drained).isLessThanOrEqualTo(850);
  }

  @ParameterizedTest
  @CsvSource({"tcp, 20000", "tls, 135000"})
  void whoConnectsIsAnswered(String door, int bytes) throws Exception {
    int connects = 200;
    double allocated =
        perMessage(
            connects,
            List.of(
                () -> {
                  for (int i = 0; i < connects; i++) {
                    connected(door + "-connecting-" + i, true).leave();
                  }
                }));

    assertThat(allocated).isLessThanOrEqualTo(bytes);
  }

  // ---- what they share

  /** Makes one of a kind. */
  private interface Maker {
    Work make(int number) throws IOException;
  }

  private static List<Work> works(int count, Maker maker) throws IOException {
    List<Work> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      works.add(maker.make(i));
    }
    return works;
  }

  private static List<Work> together(List<Work> some, List<Work> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Does all of it at the same time; bytes that the event loops allocate meanwhile. */
  private static double perMessage(int messages, List<Work> works) throws Exception {
    long before = allocatedByLoops();
    List<Future<?>> under = new ArrayList<>();
    for (Work work : works) {
      under.add(
          CLIENTS.submit(
              () -> {
                work.run();
                return null;
              }));
    }
    for (Future<?> one : under) {
      one.get();
    }
    return (allocatedByLoops() - before) / (double) messages;
  }

  private static long allocatedByLoops() {
    long sum = 0;
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo info = THREADS.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("mqtt-loop")) {
        sum += THREADS.getThreadAllocatedBytes(id);
      }
    }
    return sum;
  }

  /** By the door that the name begins with. */
  private static LoadClient connected(String id, boolean clean) throws IOException {
    return id.startsWith("tls")
        ? new LoadClient(trust.getSocketFactory().createSocket(), tls, id, clean)
        : id.startsWith("ws")
            ? new LoadClient(new FramedSocket(), webSocket, id, clean)
            : new LoadClient(new Socket(), port, id, clean);
  }

  private LoadClient client(String id, boolean clean) throws IOException {
    LoadClient client = connected(id, clean);
    synchronized (open) {
      open.add(client);
    }
    return client;
  }

  @AfterEach
  void closeClients() throws IOException {
    for (LoadClient client : open) {
      client.close();
    }
  }
}

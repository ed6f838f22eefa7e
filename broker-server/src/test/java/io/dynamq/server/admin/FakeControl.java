package io.dynamq.server.admin;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.control.Explanation;
import io.dynamq.control.HealthView;
import io.dynamq.control.ListenerView;
import io.dynamq.control.MessageFate;
import io.dynamq.control.Publication;
import io.dynamq.control.PublishQuestion;
import io.dynamq.control.RouteView;
import io.dynamq.control.Redelivery;
import io.dynamq.control.SessionCopy;
import io.dynamq.control.SubscribeQuestion;
import io.dynamq.control.SubscriptionView;
import io.dynamq.control.Tracing;
import io.dynamq.control.UndeliveredQuery;
import io.dynamq.control.UndeliveredView;
import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.UserProperty;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A broker of lists. */
public final class FakeControl implements Control {
  private final List<ClientView> clients = new ArrayList<>();
  private final List<String> kicked = new ArrayList<>();
  /** What is said of the broker's health. */
  public volatile HealthView health = new HealthView(true, "", 0);

  /** What is traced. */
  public volatile Tracing traced = Tracing.OFF;

  /** Whether the only listener is. */
  boolean isOpen = true;

  private final List<SubscriptionView> subscriptions = new ArrayList<>();
  private final List<String> retained = new ArrayList<>(List.of("a/b", "a/c", "z\u001b[2J"));

  public FakeControl() {
    clients.add(view("c1", "user", true));
    clients.add(view("odd\u0007/id +%", null, false));
    subscriptions.add(new SubscriptionView("c1", "t/+/x", 2, false, true, 1, 7));
  }

  private static ClientView view(String id, String user, boolean connected) {
    return new ClientView(
        id, user, "127.0.0.1:62135", true, 60, 0, 1, 2, 32, 3, 4, 5, 6, connected, 1_576_477_947_000L,
        1_576_477_948_000L, connected ? 0 : 1_576_477_949_000L, 4, 0, "mqtt:tcp:external",
        connected ? "anonymous" : "");
  }

  @Override
  public String node() {
    return "dynamq@127.0.0.1";
  }

  /** Sessions that were imported, by client. */
  final Map<String, SessionCopy> imported = new TreeMap<>();

  @Override
  public CompletableFuture<SessionCopy> exportSession(String clientId) {
    if (!clientId.equals("odd\u0007/id +%")) {
      return CompletableFuture.failedFuture(new IllegalStateException("the client is connected"));
    }
    MessageProperties properties =
        new MessageProperties(
            true, "text/plain", "re/ply", new byte[] {1, 2}, List.of(new UserProperty("k", "v")));
    Message message =
        new Message(
            MessageId.of(1_576_477_947_000_123L, 1, 2, 3),
            TopicName.of("t/1"),
            Qos.EXACTLY_ONCE,
            true,
            new byte[] {0, -1},
            properties,
            "p",
            1_576_477_947_000_123L,
            Message.NEVER);
    return CompletableFuture.completedFuture(
        new SessionCopy(
            clientId, "user", 5, 3_600, 1, 2, 3, "external",
            new StoredWill(message, 7, -1),
            List.of(Subscription.unpack(TopicFilter.of("$share/g/t/#"), 9, 4)),
            List.of(
                new StoredMessage(
                    new Position(1, 2), message, Qos.AT_LEAST_ONCE, false, new int[] {4},
                    "$share/g/t/#"))));
  }

  @Override
  public CompletableFuture<Void> importSession(String clientId, SessionCopy copy) {
    imported.put(clientId, copy);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Integer> rewindInflight(String clientId) {
    return CompletableFuture.completedFuture(2);
  }

  @Override
  public CompletableFuture<Explanation> explain(PublishQuestion question) {
    return CompletableFuture.completedFuture(
        new Explanation(
            true,
            List.of(
                new Explanation.Step("client", question.clientId() + ", connected"),
                new Explanation.Step("topic", question.topic() + (question.retain() ? " kept" : ""))),
            List.of(
                new Explanation.Receiver("r1", null, question.qos().value(), true, true, 3, 7),
                new Explanation.Receiver("r2", "$share/g/t", 0, false, false, 0, -1)),
            2,
            1,
            question.payloadBytes()));
  }

  @Override
  public CompletableFuture<Explanation> explain(SubscribeQuestion question) {
    return CompletableFuture.completedFuture(
        new Explanation(
            false,
            List.of(new Explanation.Step("zone external", "refused: " + question.filter().text())),
            List.of(),
            0,
            0,
            0));
  }

  @Override
  public HealthView health() {
    return health;
  }

  @Override
  public CompletableFuture<List<ClientView>> clients() {
    return done(List.copyOf(clients));
  }

  @Override
  public CompletableFuture<Optional<ClientView>> client(String clientId) {
    return done(clients.stream().filter(c -> c.clientId().equals(clientId)).findFirst());
  }

  @Override
  public CompletableFuture<Boolean> kick(String clientId) {
    kicked.add(clientId);
    return done(clients.removeIf(c -> c.clientId().equals(clientId)));
  }

  /** Who was kicked. */
  public List<String> kicked() {
    return kicked;
  }

  @Override
  public CompletableFuture<Cleaning> cleanSession(String clientId) {
    Optional<ClientView> found =
        clients.stream().filter(c -> c.clientId().equals(clientId)).findFirst();
    if (found.isEmpty()) {
      return done(Cleaning.NO_SESSION);
    }
    if (found.get().connected()) {
      return done(Cleaning.CONNECTED);
    }
    clients.remove(found.get());
    return done(Cleaning.DONE);
  }

  /** What was published. */
  public final List<Publication> published = new ArrayList<>();

  @Override
  public CompletableFuture<String> publish(Publication publication) {
    if (publication.topic().value().startsWith("full/")) {
      return CompletableFuture.failedFuture(new IllegalStateException("a queue is full"));
    }
    published.add(publication);
    return done("000D2A9B0C0DF442250000083C0A0001");
  }

  @Override
  public CompletableFuture<Integer> reviewSubscriptions() {
    return done(0);
  }

  @Override
  public List<SubscriptionView> subscriptions() {
    return List.copyOf(subscriptions);
  }

  @Override
  public List<SubscriptionView> subscriptions(String clientId) {
    return subscriptions.stream().filter(s -> s.clientId().equals(clientId)).toList();
  }

  @Override
  public CompletableFuture<Boolean> subscribe(String clientId, String filter, int qos) {
    boolean known = clients.stream().anyMatch(c -> c.clientId().equals(clientId));
    if (known) {
      subscriptions.add(new SubscriptionView(clientId, filter, qos, false, false, 0, 0));
    }
    return done(known);
  }

  @Override
  public CompletableFuture<Boolean> unsubscribe(String clientId, String filter) {
    return done(
        subscriptions.removeIf(s -> s.clientId().equals(clientId) && s.filter().equals(filter)));
  }

  @Override
  public List<RouteView> routes() {
    return List.of(new RouteView("t/+/x", node()));
  }

  @Override
  public CompletableFuture<WhyReport> why(WhyQuestion question) {
    MessageFate fate =
        new MessageFate(
            "00060000000000000001000000010001", "t/1/x", "p\u0007", 1_576_477_949_000L,
            MessageFate.Outcome.QUEUED, 0, 0, 0, 3, null);
    return done(
        new WhyReport(
            new WhyReport.Session(true, 1_576_477_947_000L, 1_576_477_948_000L, 0, 4),
            List.of(new WhyReport.Filter("t/+/x", 2, 0)),
            question.messageId() == null ? List.of(fate) : List.of(),
            7,
            true,
            false));
  }

  @Override
  public long retainedCount() {
    return retained.size();
  }

  @Override
  public List<String> retainedTopics() {
    return List.copyOf(retained);
  }

  @Override
  public CompletableFuture<Integer> cleanRetained() {
    int count = retained.size();
    retained.clear();
    return done(count);
  }

  @Override
  public CompletableFuture<Integer> cleanRetained(String filter) {
    return done(retained.remove(filter) ? 1 : 0);
  }

  @Override
  public CompletableFuture<List<UndeliveredView>> undelivered(UndeliveredQuery query) {
    UndeliveredView view =
        new UndeliveredView(
            "00064-0",
            "c1",
            1_576_477_947_000_123L,
            new UndeliveredView.MessageFigures(
                "AB", "t/1", 1, "p\u0007", Long.MAX_VALUE, 2, new byte[] {'h', 'i'}),
            "queue_full",
            "",
            false,
            ".YzE.MDAwNjQtMA");
    boolean wanted =
        (query.receiver() == null || query.receiver().equals("c1"))
            && view.atMicros() >= query.sinceMillis() * 1_000;
    return done(wanted ? List.of(view) : List.of());
  }

  @Override
  public CompletableFuture<Redelivery> redeliver(UndeliveredQuery query) {
    return done(new Redelivery(1, 2, 3, 4, 5));
  }

  @Override
  public CompletableFuture<Long> purgeUndelivered(String receiver, long beforeMillis) {
    return done(receiver == null ? 7L : 1L);
  }

  @Override
  public List<ListenerView> listeners() {
    return isOpen
        ? List.of(new ListenerView("mqtt:tcp", "external", "127.0.0.1:1883", 8, 1_024_000, 1, true))
        : List.of();
  }

  @Override
  public void trace(Tracing wanted) {
    traced = wanted;
  }

  @Override
  public Map<String, Long> stats() {
    return new TreeMap<>(Map.of("connections.count", 1L, "connections.max", 2L));
  }

  @Override
  public Map<String, Long> metrics() {
    return new TreeMap<>(Map.of("bytes.received", 10L));
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}

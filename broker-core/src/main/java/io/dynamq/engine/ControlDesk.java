package io.dynamq.engine;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.control.Explanation;
import io.dynamq.control.HealthView;
import io.dynamq.control.ListenerView;
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
import io.dynamq.message.ClientId;
import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers operators, asking sessions in their mailboxes. */
final class ControlDesk implements Control {
  private static final Logger LOG = LoggerFactory.getLogger(ControlDesk.class);
  private static final int PAGE = 1_000;
  private static final Comparator<SubscriptionView> BY_CLIENT =
      Comparator.comparing(SubscriptionView::clientId).thenComparing(SubscriptionView::filter);

  private final Core core;
  private final Supplier<List<ListenerView>> listeners;
  private final LedgerDesk ledger;
  private final OperatorPublish publishing;

  ControlDesk(Core core, Supplier<List<ListenerView>> listeners) {
    this.core = core;
    this.listeners = listeners;
    this.ledger = new LedgerDesk(core);
    this.publishing = new OperatorPublish(core);
  }

  @Override
  public String node() {
    return core.settings.node();
  }

  @Override
  public HealthView health() {
    return core.watch.view();
  }

  @Override
  public CompletableFuture<List<ClientView>> clients() {
    List<CompletableFuture<ClientView>> asked = new ArrayList<>();
    for (Home home : core.sessions.all()) {
      asked.add(home.ask(ClientViews::of));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                asked.stream()
                    .map(CompletableFuture::join)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(ClientView::clientId))
                    .toList());
  }

  @Override
  public CompletableFuture<Optional<ClientView>> client(String clientId) {
    Home home = find(clientId);
    return home == null
        ? CompletableFuture.completedFuture(Optional.empty())
        : home.ask(h -> Optional.ofNullable(ClientViews.of(h)));
  }

  private Home find(String clientId) {
    return clientId.isEmpty() ? null : core.sessions.find(new ClientId(clientId));
  }

  @Override
  public CompletableFuture<Boolean> kick(String clientId) {
    Home home = find(clientId);
    return home == null
        ? CompletableFuture.completedFuture(false)
        : home.ask(
            h -> {
              Live live = h.live();
              if (live != null) {
                LOG.info("client {} is kicked", LogField.client(clientId));
                live.end(EndCause.KICKED, null);
              }
              return live != null;
            });
  }

  @Override
  public CompletableFuture<Cleaning> cleanSession(String clientId) {
    Home home = find(clientId);
    return home == null
        ? CompletableFuture.completedFuture(Cleaning.NO_SESSION)
        : home.ask(ControlDesk::clean);
  }

  private static Cleaning clean(Home home) {
    if (home.live() != null || home.isAwaited()) {
      return Cleaning.CONNECTED;
    }
    if (home.offline() == null) {
      return Cleaning.NO_SESSION;
    }
    LOG.info("session {} is ended by an operator", LogField.client(home.clientId()));
    home.offline().discard();
    return Cleaning.DONE;
  }

  @Override
  public CompletableFuture<SessionCopy> exportSession(String clientId) {
    return new SessionDesk(core).export(clientId);
  }

  @Override
  public CompletableFuture<Void> importSession(String clientId, SessionCopy copy) {
    return new SessionDesk(core).restore(clientId, copy);
  }

  @Override
  public CompletableFuture<Integer> rewindInflight(String clientId) {
    return new SessionDesk(core).rewind(clientId);
  }

  @Override
  public CompletableFuture<Integer> reviewSubscriptions() {
    List<CompletableFuture<Integer>> reviews =
        core.sessions.all().stream()
            .map(home -> home.ask(h -> h.live() == null ? 0 : h.live().subscribing().review()))
            .toList();
    return CompletableFuture.allOf(reviews.toArray(CompletableFuture[]::new))
        .thenApply(done -> reviews.stream().mapToInt(CompletableFuture::join).sum());
  }

  @Override
  public List<SubscriptionView> subscriptions() {
    List<SubscriptionView> views = new ArrayList<>();
    for (Home home : core.sessions.all()) {
      home.subscriptions().all().forEach(one -> views.add(view(home.clientId(), one)));
    }
    views.sort(BY_CLIENT);
    return views;
  }

  @Override
  public List<SubscriptionView> subscriptions(String clientId) {
    Home home = find(clientId);
    return home == null
        ? List.of()
        : home.subscriptions().all().stream()
            .map(one -> view(home.clientId(), one))
            .sorted(BY_CLIENT)
            .toList();
  }

  private static SubscriptionView view(ClientId client, Subscription one) {
    return new SubscriptionView(
        client.value(),
        one.filter().text(),
        one.qos().value(),
        one.noLocal(),
        one.retainAsPublished(),
        one.retainHandling().ordinal(),
        one.identifier());
  }

  @Override
  public CompletableFuture<Boolean> subscribe(String clientId, String filter, int qos) {
    Subscription wanted = Subscription.of(TopicFilter.of(filter), Qos.of(qos));
    return withLive(
        clientId,
        live -> {
          live.subscribing().force(wanted);
          return true;
        });
  }

  @Override
  public CompletableFuture<Boolean> unsubscribe(String clientId, String filter) {
    TopicFilter parsed = TopicFilter.of(filter);
    return withLive(
        clientId, live -> live.subscribing().unsubscribing().forceRemove(parsed));
  }

  private CompletableFuture<Boolean> withLive(
      String clientId, java.util.function.Function<Live, Boolean> work) {
    Home home = find(clientId);
    return home == null
        ? CompletableFuture.completedFuture(false)
        : home.ask(h -> h.live() != null && work.apply(h.live()));
  }

  @Override
  public CompletableFuture<String> publish(Publication publication) {
    return publishing.publish(publication);
  }

  @Override
  public List<RouteView> routes() {
    // A route is what is matched: the filter without its share prefix, each once per node.
    TreeSet<String> paths = new TreeSet<>();
    core.table.routes().forEach(filter -> paths.add(filter.path()));
    return paths.stream().map(path -> new RouteView(path, core.settings.node())).toList();
  }

  @Override
  public CompletableFuture<Explanation> explain(PublishQuestion question) {
    return new ExplainDesk(core).ask(question);
  }

  @Override
  public CompletableFuture<Explanation> explain(SubscribeQuestion question) {
    return new ExplainSubscription(core).ask(question);
  }

  @Override
  public CompletableFuture<WhyReport> why(WhyQuestion question) {
    return new WhyDesk(core).ask(question);
  }

  @Override
  public long retainedCount() {
    return core.retained.count();
  }

  @Override
  public List<String> retainedTopics() {
    List<String> topics = new ArrayList<>();
    topicsMatching(TopicFilter.of("#"), topics);
    topicsMatching(TopicFilter.of("$SYS/#"), topics);
    topics.sort(null);
    return topics;
  }

  private void topicsMatching(TopicFilter filter, List<String> topics) {
    String after = null;
    do {
      RetainedIndex.Page page = core.retained.match(filter, after, PAGE);
      for (Message message : page.messages()) {
        topics.add(message.topic().value());
      }
      after = page.next();
    } while (after != null);
  }

  @Override
  public CompletableFuture<Integer> cleanRetained() {
    // Not the broker's own: they would be back with the next interval.
    return cleanRetained("#");
  }

  @Override
  public CompletableFuture<Integer> cleanRetained(String filter) {
    List<String> topics = new ArrayList<>();
    topicsMatching(TopicFilter.of(filter), topics);
    return clean(topics);
  }

  private CompletableFuture<Integer> clean(List<String> topics) {
    List<CompletableFuture<Void>> removals = new ArrayList<>(topics.size());
    for (String topic : topics) {
      CompletableFuture<Void> removal = core.publisher.removeRetained(TopicName.of(topic));
      if (removal != null) {
        removals.add(removal);
      }
    }
    return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new))
        .thenApply(done -> removals.size());
  }

  @Override
  public CompletableFuture<List<UndeliveredView>> undelivered(UndeliveredQuery query) {
    return ledger.list(query);
  }

  @Override
  public CompletableFuture<Redelivery> redeliver(UndeliveredQuery query) {
    return ledger.redeliver(query);
  }

  @Override
  public CompletableFuture<Long> purgeUndelivered(String receiver, long beforeMillis) {
    return ledger.purge(receiver, beforeMillis);
  }

  @Override
  public List<ListenerView> listeners() {
    return listeners.get();
  }

  @Override
  public void trace(Tracing wanted) {
    core.tracer.trace(wanted);
  }

  @Override
  public Map<String, Long> stats() {
    return core.meters.gauges();
  }

  @Override
  public Map<String, Long> metrics() {
    return core.meters.counters();
  }
}

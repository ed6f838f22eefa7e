package io.dynamq.engine;

import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import io.dynamq.message.ClientId;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Finds out what has become of messages: asks the session in its mailbox, then reads queue, ledger and
 * history, in this order, so that what happens meanwhile is seen by the later one. Any thread.
 */
final class WhyDesk {
  private static final int PAGE_MESSAGES = 1_000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int QUEUE_MAX = 1_000_000;

  private final Core core;

  WhyDesk(Core core) {
    this.core = core;
  }

  CompletableFuture<WhyReport> ask(WhyQuestion question) {
    ClientId client = new ClientId(question.clientId());
    return session(client)
        .thenApply(now -> new WhyFacts(question, now, core.time.epochMillis()))
        .thenCompose(facts -> queue(client, facts))
        .thenCompose(facts -> ledger(client, facts, question.sinceMillis() * 1_000, null))
        .thenCompose(facts -> groups(facts.groups(), facts, question.sinceMillis() * 1_000))
        .thenCompose(
            facts ->
                core.storage
                    .history()
                    .read(question.sinceMillis() * 1_000, facts::happened)
                    .thenApply(done -> facts))
        .thenApply(facts -> facts.report(core.storage.history().recordsMessages()));
  }

  private CompletableFuture<WhyFacts.SessionNow> session(ClientId client) {
    Home home = core.sessions.find(client);
    return home == null
        ? CompletableFuture.completedFuture(WhyFacts.SessionNow.NONE)
        : home.ask(WhyDesk::session);
  }

  private static WhyFacts.SessionNow session(Home home) {
    Live live = home.live();
    Offline offline = home.offline();
    if (live == null && offline == null) {
      return WhyFacts.SessionNow.NONE;
    }
    WhyReport.Session view;
    InflightSnapshot inflight;
    if (live != null) {
      inflight = live.session().snapshot();
      view =
          new WhyReport.Session(
              true,
              live.createdAtMillis(),
              live.info().connectedAtMillis(),
              0,
              0);
    } else {
      StoredSession state = offline.state();
      inflight = state.inflight();
      view =
          new WhyReport.Session(
              false,
              state.createdAtMillis(),
              state.connectedAtMillis(),
              state.disconnectedAtMillis(),
              0);
    }
    return new WhyFacts.SessionNow(view, home.subscriptions().all(), inflight);
  }

  /** What waits for, or was not delivered to, the shared groups that the client is a member of. */
  private CompletableFuture<WhyFacts> groups(
      List<String> filters, WhyFacts facts, long fromMicros) {
    CompletableFuture<WhyFacts> read = CompletableFuture.completedFuture(facts);
    for (String filter : filters) {
      ClientId group = new ClientId(filter);
      read =
          read.thenCompose(known -> groupQueue(group, known))
              .thenCompose(known -> ledger(group, known, fromMicros, null));
    }
    return read;
  }

  private CompletableFuture<WhyFacts> queue(ClientId client, WhyFacts facts) {
    return queue(client, Position.START, 0, (page, before) -> facts.queued(page))
        .thenApply(all -> facts);
  }

  private CompletableFuture<WhyFacts> groupQueue(ClientId group, WhyFacts facts) {
    return queue(
            group,
            Position.START,
            0,
            (page, before) -> facts.waitsForGroup(group.value(), page, before))
        .thenApply(all -> facts);
  }

  /**
   * Reads a queue page by page.
   *
   * @param read how many messages the pages before had
   * @param told each page, and how many came before it
   */
  private CompletableFuture<Void> queue(
      ClientId owner,
      Position after,
      int read,
      BiConsumer<List<StoredMessage>, Integer> told) {
    return core.storage
        .inflight()
        .read(owner, after, PAGE_MESSAGES, PAGE_BYTES)
        .thenCompose(
            page -> {
              told.accept(page, read);
              int all = read + page.size();
              return page.isEmpty() || all > QUEUE_MAX
                  ? CompletableFuture.completedFuture(null)
                  : queue(owner, last(page), all, told);
            });
  }

  private static Position last(List<StoredMessage> page) {
    return page.get(page.size() - 1).position();
  }

  private CompletableFuture<WhyFacts> ledger(
      ClientId client, WhyFacts facts, long fromMicros, String after) {
    return core.storage
        .ledger()
        .read(client, fromMicros, after)
        .thenCompose(
            (LedgerStore.Page page) -> {
              page.entries().forEach(one -> facts.givenUp(one.entry()));
              return page.next() == null
                  ? CompletableFuture.completedFuture(facts)
                  : ledger(client, facts, fromMicros, page.next());
            });
  }
}

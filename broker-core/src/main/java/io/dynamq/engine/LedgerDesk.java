package io.dynamq.engine;

import io.dynamq.control.Redelivery;
import io.dynamq.control.UndeliveredQuery;
import io.dynamq.control.UndeliveredView;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.routing.Target;
import io.dynamq.routing.Terms;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Answers operators about messages that were not delivered. Any thread. */
final class LedgerDesk {
  /** Bytes of messages after which an answer ends. */
  static final int MAX_BYTES = 32 << 20;

  private final Core core;

  /** Entries that are being handed over: two operators may ask at once. */
  private final Set<Key> underWay = ConcurrentHashMap.newKeySet();

  /** One event; after a restart the store may have it twice. */
  private record Key(ClientId receiver, long atMicros, MessageId message) {
    static Key of(StoredLedgerEntry stored) {
      LedgerEntry entry = stored.entry();
      return new Key(entry.receiver(), entry.atMicros(), entry.delivery().message().id());
    }
  }

  LedgerDesk(Core core) {
    this.core = core;
  }

  CompletableFuture<List<UndeliveredView>> list(UndeliveredQuery query) {
    return find(query)
        .thenApply(
            found ->
                found.byKey.values().stream()
                    .map(copies -> view(newest(copies), found.places.get(last(copies))))
                    .toList());
  }

  CompletableFuture<Long> purge(String receiver, long beforeMillis) {
    ClientId id = receiver == null ? null : new ClientId(receiver);
    return core.storage.ledger().purge(id, beforeMillis * 1_000);
  }

  // ---- reading

  /** What a query has found so far. Used by one page after the other. */
  private static final class Found {
    private final Map<Key, List<StoredLedgerEntry>> byKey = new LinkedHashMap<>();
    private final Map<StoredLedgerEntry, LedgerPlace> places = new IdentityHashMap<>();
    private final int limit;
    private long bytes;

    /** The last of the answer before, until it has been passed. */
    private LedgerPlace after;

    Found(UndeliveredQuery query) {
      limit = query.limit();
      after = query.after() == null ? null : LedgerPlace.of(query.after());
    }

    boolean isFull() {
      return byKey.size() >= limit || bytes > MAX_BYTES;
    }

    void note(String page, StoredLedgerEntry each) {
      Key key = Key.of(each);
      if (byKey.containsKey(key) || !isFull()) {
        byKey.computeIfAbsent(key, one -> new ArrayList<>(1)).add(each);
        places.put(each, LedgerPlace.of(page, each));
        bytes += each.entry().delivery().message().size();
      }
    }

    /** Where to go on, null if nothing was found. */
    String last() {
      LedgerPlace last = null;
      for (List<StoredLedgerEntry> copies : byKey.values()) {
        last = places.get(LedgerDesk.last(copies));
      }
      return last == null ? null : last.cursor();
    }

    /** Of the page where the answer before ended, what is behind that. */
    List<StoredLedgerEntry> rest(List<StoredLedgerEntry> page) {
      LedgerPlace last = after;
      after = null;
      for (int i = 0; last != null && i < page.size(); i++) {
        if (last.isOf(page.get(i))) {
          return page.subList(i + 1, page.size());
        }
      }
      return page;
    }
  }

  private CompletableFuture<Found> find(UndeliveredQuery query) {
    Found found = new Found(query);
    return next(query, found.after == null ? null : found.after.page(), found);
  }

  private CompletableFuture<Found> next(UndeliveredQuery query, String after, Found found) {
    ClientId receiver = query.receiver() == null ? null : new ClientId(query.receiver());
    TopicFilter topics = query.topicFilter() == null ? null : TopicFilter.of(query.topicFilter());
    return core.storage
        .ledger()
        .read(receiver, query.sinceMillis() * 1_000, after)
        .thenCompose(
            page -> {
              for (StoredLedgerEntry each : found.rest(page.entries())) {
                if (isWanted(each, query, topics)) {
                  found.note(after, each);
                }
              }
              return page.next() == null || found.isFull()
                  ? CompletableFuture.completedFuture(found)
                  : next(query, page.next(), found);
            });
  }

  private static boolean isWanted(
      StoredLedgerEntry each, UndeliveredQuery query, TopicFilter topics) {
    LedgerEntry entry = each.entry();
    return (topics == null || topics.matches(entry.delivery().message().topic()))
        && (query.reason() == null || query.reason().equals(entry.reason().text()));
  }

  /** The copy that knows whether it was handed over. */
  private static StoredLedgerEntry newest(List<StoredLedgerEntry> copies) {
    return copies.stream()
        .filter(StoredLedgerEntry::redelivered)
        .findFirst()
        .orElse(copies.get(0));
  }

  private static StoredLedgerEntry last(List<StoredLedgerEntry> copies) {
    return copies.get(copies.size() - 1);
  }

  private static UndeliveredView view(StoredLedgerEntry stored, LedgerPlace place) {
    LedgerEntry entry = stored.entry();
    Message message = entry.delivery().message();
    return new UndeliveredView(
        stored.id(),
        entry.receiver().value(),
        entry.atMicros(),
        new UndeliveredView.MessageFigures(
            message.id().toHex(),
            message.topic().value(),
            entry.delivery().qos().value(),
            message.sender(),
            message.expiresAtMillis(),
            stored.payloadBytes(),
            stored.complete() ? message.payload() : null),
        entry.reason().text(),
        entry.detail(),
        stored.redelivered(),
        place.cursor());
  }

  // ---- handing over again

  /** What became of one entry. */
  private enum Outcome {
    DONE,
    EARLIER,
    INCOMPLETE,
    EXPIRED,
    REFUSED
  }

  CompletableFuture<Redelivery> redeliver(UndeliveredQuery query) {
    return redeliver(query, new Redelivery(0, 0, 0, 0, 0));
  }

  /** What one answer may hold after the other. */
  private CompletableFuture<Redelivery> redeliver(UndeliveredQuery query, Redelivery before) {
    return find(query)
        .thenCompose(
            found -> {
              // Each receiver's are handed over in the order of time: mails keep it.
              List<CompletableFuture<Outcome>> all = new ArrayList<>(found.byKey.size());
              found.byKey.forEach((key, copies) -> all.add(redeliver(key, copies)));
              int rest = query.limit() - all.size();
              String last = found.last();
              return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                  .thenApply(done -> before.plus(sum(all)))
                  .thenCompose(
                      sum ->
                          last == null || rest == 0
                              ? CompletableFuture.completedFuture(sum)
                              : redeliver(query.after(last, rest), sum));
            });
  }

  private static Redelivery sum(List<CompletableFuture<Outcome>> all) {
    int[] counts = new int[Outcome.values().length];
    all.forEach(each -> counts[each.join().ordinal()]++);
    return new Redelivery(counts[0], counts[1], counts[2], counts[3], counts[4]);
  }

  private CompletableFuture<Outcome> redeliver(Key key, List<StoredLedgerEntry> copies) {
    StoredLedgerEntry stored = newest(copies);
    Outcome at = without(stored);
    if (at != null) {
      return CompletableFuture.completedFuture(at);
    }
    if (!underWay.add(key)) {
      return CompletableFuture.completedFuture(Outcome.EARLIER);
    }
    return handOver(stored.entry())
        .thenCompose(
            taken ->
                taken
                    ? markAll(copies).thenApply(done -> Outcome.DONE)
                    : CompletableFuture.completedFuture(Outcome.REFUSED))
        .whenComplete((outcome, fault) -> underWay.remove(key));
  }

  /** Why it need not be tried, null if it must. */
  private Outcome without(StoredLedgerEntry stored) {
    if (stored.redelivered()) {
      return Outcome.EARLIER;
    }
    if (!stored.complete()) {
      return Outcome.INCOMPLETE;
    }
    Message message = stored.entry().delivery().message();
    return message.isExpired(core.time.epochMillis()) ? Outcome.EXPIRED : null;
  }

  private CompletableFuture<Void> markAll(List<StoredLedgerEntry> copies) {
    return CompletableFuture.allOf(
        copies.stream()
            .map(core.storage.ledger()::markRedelivered)
            .toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Boolean> handOver(LedgerEntry entry) {
    StoredMessage delivery = entry.delivery();
    Again receipt = new Again();
    if (Groups.isReserved(entry.receiver().value())) {
      return toGroup(entry, receipt);
    }
    Home home = core.sessions.find(entry.receiver());
    if (home == null) {
      return CompletableFuture.completedFuture(false);
    }
    Terms terms =
        new Terms(
            delivery.qos(),
            delivery.retain(),
            delivery.subscriptionIdentifiers(),
            delivery.sharedGroup());
    return home.ask(
            owner -> give(owner, delivery.message(), terms, receipt) && !owner.isPersistent())
        .thenCompose(
            // What is not stored for a session that ends with its connection is sent all the same.
            sent -> receipt.sealed().thenApply(stored -> sent || stored));
  }

  /** Whatever the client is subscribed to by now; false if its session is gone. */
  private static boolean give(Home home, Message message, Terms terms, Again receipt) {
    if (home.live() != null) {
      home.live().deliver(message, terms, receipt);
    } else if (home.offline() != null) {
      home.offline().queue().deliver(message, terms, receipt);
    }
    return home.live() != null || home.offline() != null;
  }

  private CompletableFuture<Boolean> toGroup(LedgerEntry entry, Again receipt) {
    Message message = entry.delivery().message();
    Optional<Target> target =
        core.table.redispatch(
            entry.receiver().value(), message.topic(), message.sender(), nobody -> false);
    target.ifPresent(
        one -> one.subscriber().deliver(message, one.terms(), receipt));
    return receipt.sealed();
  }
}

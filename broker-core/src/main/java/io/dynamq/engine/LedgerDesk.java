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
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Answers operators about messages that were not delivered. Any thread. */
final class LedgerDesk {
  /** Bytes of messages that one answer may hold in memory. */
  static final int MAX_BYTES = 32 << 20;

  private static final StorageException TOO_MUCH =
      new StorageException(
          StorageException.Kind.THROTTLED,
          "these are messages of more than 32 MB, ask for fewer at a time with --limit, --since,"
              + " --client or --topic");

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
            found -> found.values().stream().map(copies -> view(newest(copies))).toList());
  }

  CompletableFuture<Long> purge(String receiver, long beforeMillis) {
    ClientId id = receiver == null ? null : new ClientId(receiver);
    return core.storage.ledger().purge(id, beforeMillis * 1_000);
  }

  // ---- reading

  /** What a query has found so far. Used by one page after the other. */
  private static final class Found {
    private final Map<Key, List<StoredLedgerEntry>> byKey = new LinkedHashMap<>();
    private long bytes;

    void note(StoredLedgerEntry each, int limit) {
      Key key = Key.of(each);
      if (byKey.containsKey(key) || byKey.size() < limit) {
        byKey.computeIfAbsent(key, one -> new ArrayList<>(1)).add(each);
        bytes += each.entry().delivery().message().size();
      }
    }
  }

  private CompletableFuture<Map<Key, List<StoredLedgerEntry>>> find(UndeliveredQuery query) {
    return next(query, null, new Found());
  }

  private CompletableFuture<Map<Key, List<StoredLedgerEntry>>> next(
      UndeliveredQuery query, String after, Found found) {
    ClientId receiver = query.receiver() == null ? null : new ClientId(query.receiver());
    TopicFilter topics = query.topicFilter() == null ? null : TopicFilter.of(query.topicFilter());
    return core.storage
        .ledger()
        .read(receiver, query.sinceMillis() * 1_000, after)
        .thenCompose(
            page -> {
              for (StoredLedgerEntry each : page.entries()) {
                if (isWanted(each, query, topics)) {
                  found.note(each, query.limit());
                }
              }
              if (found.bytes > MAX_BYTES) {
                return CompletableFuture.failedFuture(TOO_MUCH);
              }
              boolean over = page.next() == null || found.byKey.size() >= query.limit();
              return over
                  ? CompletableFuture.completedFuture(found.byKey)
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

  private static UndeliveredView view(StoredLedgerEntry stored) {
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
        stored.redelivered());
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
    return find(query)
        .thenCompose(
            found -> {
              // Each receiver's are handed over in the order of time: mails keep it.
              List<CompletableFuture<Outcome>> all = new ArrayList<>(found.size());
              found.forEach((key, copies) -> all.add(redeliver(key, copies)));
              return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                  .thenApply(done -> sum(all));
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

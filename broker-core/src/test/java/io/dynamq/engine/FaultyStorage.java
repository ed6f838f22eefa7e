package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.store.Bundle;
import io.dynamq.store.Claim;
import io.dynamq.store.DelayedStore;
import io.dynamq.store.Durability;
import io.dynamq.store.HistoryStore;
import io.dynamq.store.InflightStore;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.Lease;
import io.dynamq.store.Neighbours;
import io.dynamq.store.Position;
import io.dynamq.store.Renewal;
import io.dynamq.store.RetainedStore;
import io.dynamq.store.SessionStore;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageHealth;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.SubscriptionStore;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A store that answers late or not at all, as a test says; everything else is another store's. */
final class FaultyStorage implements Storage, SessionStore, InflightStore {
  private final Storage sound;
  private final ArrayDeque<Runnable> late = new ArrayDeque<>();
  boolean claimsWait;
  boolean appendsWait;

  /** What is at least as durable is answered late; null = as the other fields say. */
  Durability waitsFrom;

  boolean appendsFail;
  boolean savesWait;
  String savesWaitOf;
  boolean readsWait;
  boolean claimsFail;
  boolean removalsWait;
  boolean renewals;
  boolean away;
  boolean measuresFail;
  boolean measuresWait;
  boolean bundlesWait;
  boolean bundlesFail;
  boolean flushesWait;
  boolean healthFails;
  StorageException delayedFails;

  /** What is appended is kept, but this is what is said of it, late. */
  StorageException appendsDoubted;
  int readsToFail;
  double pressure;
  boolean sure = true;

  /** It never hears of other nodes. */
  boolean deaf;

  FaultyStorage(Storage sound) {
    this.sound = sound;
  }

  /** Gives every answer that waits. */
  void answer() {
    boolean any;
    do {
      any = answerOne();
    } while (any);
  }

  /** Gives the oldest answer that waits; false if there is none. */
  boolean answerOne() {
    Runnable one = late.poll();
    if (one != null) {
      one.run();
    }
    return one != null;
  }

  private <T> CompletableFuture<T> later(CompletableFuture<T> answer) {
    CompletableFuture<T> result = new CompletableFuture<>();
    late.add(
        () ->
            answer.whenComplete(
                (value, fault) -> {
                  if (fault == null) {
                    result.complete(value);
                  } else {
                    result.completeExceptionally(fault);
                  }
                }));
    return result;
  }

  private <T> CompletableFuture<T> inTime(Durability durability, CompletableFuture<T> answer) {
    boolean late = waitsFrom != null && durability.compareTo(waitsFrom) >= 0;
    return late ? later(answer) : answer;
  }

  private static <T> CompletableFuture<T> fault() {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.UNAVAILABLE, "as the test wants"));
  }

  @Override
  public CompletableFuture<Claim> claim(ClientId client) {
    return claim(() -> sound.sessions().claim(client));
  }

  private CompletableFuture<Claim> claim(Supplier<CompletableFuture<Claim>> request) {
    if (claimsFail) {
      return claimsWait ? later(fault()) : fault();
    }
    CompletableFuture<Claim> claim = request.get();
    return claimsWait ? later(claim) : claim;
  }

  @Override
  public CompletableFuture<Claim> claim(Lease held) {
    return claim(() -> sound.sessions().claim(held));
  }

  @Override
  public Renewal renew(Lease held, Durability durability) {
    if (renewals) {
      return sound.sessions().renew(held, durability);
    }
    return new Renewal(held, fault(), new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<StoredSession> find(ClientId client) {
    return sound.sessions().find(client);
  }

  @Override
  public CompletableFuture<Boolean> isElsewhere(ClientId client) {
    return sound.sessions().isElsewhere(client);
  }

  @Override
  public void watch(Neighbours broker) {
    if (!deaf) {
      sound.watch(broker);
    }
  }

  @Override
  public boolean isSure() {
    return sure;
  }

  @Override
  public Lease adopt(StoredSession session) {
    return sound.sessions().adopt(session);
  }

  @Override
  public CompletableFuture<Void> append(
      Lease lease, StoredMessage message, Durability durability) {
    if (appendsFail) {
      return appendsWait ? later(fault()) : fault();
    }
    CompletableFuture<Void> write = sound.inflight().append(lease, message, durability);
    if (appendsDoubted != null) {
      return later(CompletableFuture.failedFuture(appendsDoubted));
    }
    return appendsWait ? later(write) : inTime(durability, write);
  }

  @Override
  public CompletableFuture<List<StoredMessage>> read(
      ClientId client, Position after, int maxMessages, int maxBytes) {
    if (readsToFail-- > 0) {
      return fault();
    }
    CompletableFuture<List<StoredMessage>> page =
        sound.inflight().read(client, after, maxMessages, maxBytes);
    return readsWait ? later(page) : page;
  }

  @Override
  public CompletableFuture<Backlog> measure(ClientId client) {
    CompletableFuture<Backlog> found =
        measuresFail ? fault() : sound.inflight().measure(client);
    return measuresWait ? later(found) : found;
  }

  @Override
  public Bundle bundle(Message message, Durability durability) {
    CompletableFuture<Void> logged = new CompletableFuture<>();
    CompletableFuture<Void> kept =
        durability == Durability.STORE ? new CompletableFuture<>() : logged;
    return new Bundle() {
      @Override
      public CompletableFuture<Void> kept() {
        return kept;
      }

      @Override
      public CompletableFuture<Void> keep(Lease publisher, int packetId) {
        Runnable end =
            bundlesFail
                ? () -> logged.completeExceptionally(new IllegalStateException("as the test wants"))
                : () -> logged.complete(null);
        if (bundlesWait) {
          late.add(end);
        } else {
          end.run();
        }
        return logged;
      }

      @Override
      public void settled() {
        kept.complete(null);
      }
    };
  }

  // ---- passed on

  @Override
  public SessionStore sessions() {
    return this;
  }

  @Override
  public InflightStore inflight() {
    return this;
  }

  @Override
  public SubscriptionStore subscriptions() {
    SubscriptionStore subscriptions = sound.subscriptions();
    return new SubscriptionStore() {
      @Override
      public CompletableFuture<Void> put(
          Lease lease, Subscription subscription, Durability durability) {
        return subscriptions.put(lease, subscription, durability);
      }

      @Override
      public CompletableFuture<Void> remove(
          Lease lease, TopicFilter filter, Durability durability) {
        CompletableFuture<Void> removed = subscriptions.remove(lease, filter, durability);
        return removalsWait ? later(removed) : removed;
      }

      @Override
      public CompletableFuture<List<Subscription>> load(ClientId client) {
        return subscriptions.load(client);
      }

      @Override
      public CompletableFuture<Void> forEach(BiConsumer<ClientId, Subscription> receiver) {
        return subscriptions.forEach(receiver);
      }
    };
  }

  @Override
  public HistoryStore history() {
    return sound.history();
  }

  @Override
  public LedgerStore ledger() {
    return sound.ledger();
  }

  @Override
  public DelayedStore delayed() {
    DelayedStore delayed = sound.delayed();
    return new DelayedStore() {
      @Override
      public CompletableFuture<Void> put(Message message, Durability durability) {
        return delayedFails == null
            ? inTime(durability, delayed.put(message, durability))
            : CompletableFuture.failedFuture(delayedFails);
      }

      @Override
      public CompletableFuture<Void> remove(Message message, Durability durability) {
        return delayed.remove(message, durability);
      }

      @Override
      public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
        return delayed.forEach(receiver);
      }
    };
  }

  @Override
  public RetainedStore retained() {
    RetainedStore retained = sound.retained();
    return new RetainedStore() {
      @Override
      public CompletableFuture<Void> put(Message message, Durability durability) {
        return inTime(durability, retained.put(message, durability));
      }

      @Override
      public CompletableFuture<Void> remove(TopicName topic, Durability durability) {
        return inTime(durability, retained.remove(topic, durability));
      }

      @Override
      public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
        return retained.forEach(receiver);
      }
    };
  }

  @Override
  public CompletableFuture<Void> save(Lease lease, StoredSession session, Durability durability) {
    CompletableFuture<Void> write = sound.sessions().save(lease, session, durability);
    boolean waits = savesWait || session.client().value().equals(savesWaitOf);
    return waits ? later(write) : write;
  }

  @Override
  public CompletableFuture<Void> delete(Lease lease) {
    return sound.sessions().delete(lease);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<StoredSession> receiver) {
    return sound.sessions().forEach(receiver);
  }

  @Override
  public void remove(Lease lease, Position position) {
    sound.inflight().remove(lease, position);
  }

  @Override
  public CompletableFuture<Void> flush() {
    return flushesWait ? later(sound.flush()) : sound.flush();
  }

  @Override
  public StorageHealth health() {
    if (healthFails) {
      throw new IllegalStateException("as the test wants");
    }
    return new StorageHealth(!away, away ? "as the test wants" : "", pressure);
  }

  @Override
  public void close() {
    sound.close();
  }
}

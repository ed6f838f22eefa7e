package io.dynamq.store;

import io.dynamq.message.Message;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Stands for a store that cannot be opened yet. Until {@link #arrive} everything fails as
 * unavailable, then everything goes to the store that was opened; that costs each call a little
 * until the next start. Any thread.
 */
public final class LateStorage implements Storage {
  private final SessionStore sessions = part(SessionStore.class, Storage::sessions);
  private final SubscriptionStore subscriptions =
      part(SubscriptionStore.class, Storage::subscriptions);
  private final RetainedStore retained = part(RetainedStore.class, Storage::retained);
  private final InflightStore inflight = part(InflightStore.class, Storage::inflight);
  private final DelayedStore delayed = part(DelayedStore.class, Storage::delayed);
  private final LedgerStore ledger = part(LedgerStore.class, Storage::ledger);
  private final HistoryStore history = part(HistoryStore.class, Storage::history);
  private final AuditStore audit = part(AuditStore.class, Storage::audit);
  private final BanStore bans = part(BanStore.class, Storage::bans);
  private volatile String reason;
  private volatile Storage present;

  /**
   * @param reason one line for operators: why there is no store
   */
  public LateStorage(String reason) {
    this.reason = reason;
  }

  /** It still cannot be opened. */
  public void stillAway(String why) {
    reason = why;
  }

  /** From now on it is this one, which is closed with this. */
  public void arrive(Storage opened) {
    present = opened;
  }

  /** The class loader's business aside, one part is as good as another. */
  private <T> T part(Class<T> type, Function<Storage, T> select) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Storage now = present;
          if (now == null) {
            return absent(proxy, method, arguments);
          }
          try {
            return method.invoke(select.apply(now), arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Object absent(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return method.invoke(this, arguments);
    }
    if (method.getDeclaringClass() == HistoryStore.class) {
      return method.invoke(HistoryStore.NONE, arguments);
    }
    if (method.getName().equals("isKept")) {
      // What is banned until the store is there is offered to it then.
      return true;
    }
    Class<?> answer = method.getReturnType();
    if (answer == CompletableFuture.class) {
      return failed();
    }
    if (answer == Renewal.class) {
      return new Renewal((Lease) arguments[0], failed(), failed());
    }
    if (answer == boolean.class) {
      return false;
    }
    return answer == void.class ? null : InvocationHandler.invokeDefault(proxy, method, arguments);
  }

  private <T> CompletableFuture<T> failed() {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.UNAVAILABLE, reason));
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public SubscriptionStore subscriptions() {
    return subscriptions;
  }

  @Override
  public RetainedStore retained() {
    return retained;
  }

  @Override
  public InflightStore inflight() {
    return inflight;
  }

  @Override
  public DelayedStore delayed() {
    return delayed;
  }

  @Override
  public LedgerStore ledger() {
    return ledger;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public BanStore bans() {
    return bans;
  }

  @Override
  public HistoryStore history() {
    return history;
  }

  @Override
  public CompletableFuture<Void> flush() {
    Storage now = present;
    return now == null ? failed() : now.flush();
  }

  @Override
  public Bundle bundle(Message message, Durability durability) {
    Storage now = present;
    return now == null ? Bundle.ofNothing() : now.bundle(message, durability);
  }

  /** Asked for once everything was read, which is when the store has come. */
  @Override
  public void watch(Neighbours broker) {
    Storage now = present;
    if (now != null) {
      now.watch(broker);
    }
  }

  @Override
  public boolean isSure() {
    Storage now = present;
    return now == null || now.isSure();
  }

  @Override
  public StorageHealth health() {
    Storage now = present;
    return now == null ? new StorageHealth(false, reason, 0) : now.health();
  }

  @Override
  public void close() {
    Storage now = present;
    if (now != null) {
      now.close();
    }
  }
}

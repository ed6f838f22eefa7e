package io.dynamq.dynamo;

import io.dynamq.dynamo.wal.GroupEncoder;
import io.dynamq.dynamo.wal.LogRecord;
import io.dynamq.message.Message;
import io.dynamq.store.Lease;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Writes {@link Logged} records: an octet for the kind, then what {@link LogDecoder} reads. A message
 * is in a group once, however many queues it is in; from then on its number stands for it.
 */
final class LogEncoder implements GroupEncoder {
  static final int APPENDED = 1;
  static final int SAVED = 2;
  static final int DELETED = 3;
  static final int CLAIMED = 4;
  static final int SUBSCRIBED = 5;
  static final int UNSUBSCRIBED = 6;
  static final int RETAINED = 7;
  static final int UNRETAINED = 8;
  static final int DELAYED = 9;
  static final int UNDELAYED = 10;
  static final int RECEIVED = 11;
  static final int PREPARED = 12;
  static final int COMMITTED = 13;
  static final int REMOVED = 14;
  static final int WILLED = 15;
  static final int UNDELIVERED = 20;

  static final int RETAIN = 4;
  static final int SHARED = 8;

  static final int CONNECTED = 1;
  static final int USERNAME = 2;
  static final int WILL = 4;
  static final int ZONE = 8;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int BUFFER_KEPT_BYTES = 4 << 20;

  private final Map<Message, Integer> numbers = new IdentityHashMap<>();
  private RecordWriter out = new RecordWriter(BUFFER_BYTES);

  @Override
  public void begin() {
    numbers.clear();
    if (out.buffer().length > BUFFER_KEPT_BYTES) {
      out = new RecordWriter(BUFFER_BYTES);
    }
    out.restart();
  }

  @Override
  public void add(LogRecord record) {
    int before = out.length();
    try {
      write((Logged) record);
    } catch (RuntimeException e) {
      out.backTo(before);
      throw e;
    }
  }

  private void write(Logged record) {
    if (record instanceof Logged.Together together) {
      together.records.forEach(this::write);
    } else if (record instanceof Logged.Committed committed) {
      out.octet(COMMITTED).fixed(committed.bundle);
    } else if (record instanceof Logged.Owned owned) {
      writeOwned(owned);
    } else if (record instanceof Logged.Retained retained) {
      out.octet(RETAINED);
      message(retained.message);
    } else if (record instanceof Logged.Unretained unretained) {
      out.octet(UNRETAINED).text(unretained.topic.value());
    } else if (record instanceof Logged.Delayed delayed) {
      out.octet(DELAYED);
      message(delayed.message);
    } else if (record instanceof Logged.Undelivered undelivered) {
      out.octet(UNDELIVERED);
      undelivered(undelivered.entry);
    } else if (record instanceof Logged.Undelayed undelayed) {
      out.octet(UNDELAYED).fixed(undelayed.id.micros()).fixed(undelayed.id.rest());
    }
  }

  private void writeOwned(Logged.Owned record) {
    if (record instanceof Logged.Appended appended) {
      begin(APPENDED, appended.lease);
      append(appended.message);
    } else if (record instanceof Logged.Prepared prepared) {
      begin(PREPARED, prepared.lease);
      out.fixed(prepared.bundle);
      append(prepared.message);
    } else if (record instanceof Logged.Removed removed) {
      begin(REMOVED, removed.lease);
      remove(removed);
    } else if (record instanceof Logged.Saved saved) {
      begin(SAVED, saved.lease);
      session(saved.session);
    } else if (record instanceof Logged.Received received) {
      begin(RECEIVED, received.lease);
      out.number(received.packetId);
    } else if (record instanceof Logged.Willed willed) {
      begin(WILLED, willed.lease);
    } else if (record instanceof Logged.Deleted deleted) {
      begin(DELETED, deleted.lease);
    } else if (record instanceof Logged.Claimed claimed) {
      begin(CLAIMED, claimed.lease);
      out.octet(claimed.unbroken ? 1 : 0);
    } else if (record instanceof Logged.Subscribed subscribed) {
      begin(SUBSCRIBED, subscribed.lease);
      out.text(subscribed.subscription.filter().text());
      out.octet(subscribed.subscription.packedOptions());
      out.number(subscribed.subscription.identifier());
    } else if (record instanceof Logged.Unsubscribed unsubscribed) {
      begin(UNSUBSCRIBED, unsubscribed.lease);
      out.text(unsubscribed.filter.text());
    }
  }

  private void begin(int kind, Lease lease) {
    out.octet(kind);
    lease(lease);
  }

  private void lease(Lease lease) {
    out.text(lease.client().value()).number(lease.epoch()).text(lease.node());
  }

  private void remove(Logged.Removed removed) {
    out.number(removed.position.epoch()).number(removed.position.sequence());
    out.octet(removed.taker == null ? 0 : 1);
    if (removed.taker != null) {
      lease(removed.taker);
    }
  }

  private void append(StoredMessage stored) {
    out.number(stored.position().epoch()).number(stored.position().sequence());
    out.octet(
        stored.qos().value()
            | (stored.retain() ? RETAIN : 0)
            | (stored.sharedGroup() != null ? SHARED : 0));
    out.number(stored.subscriptionIdentifiers().length);
    for (int identifier : stored.subscriptionIdentifiers()) {
      out.number(identifier);
    }
    if (stored.sharedGroup() != null) {
      out.text(stored.sharedGroup());
    }
    message(stored.message());
  }

  private void message(Message message) {
    Integer number = numbers.get(message);
    if (number != null) {
      out.number(number);
      return;
    }
    out.number(0);
    MessageCodec.write(out, message, false);
    numbers.put(message, numbers.size() + 1);
  }

  private void undelivered(StoredLedgerEntry stored) {
    LedgerEntry entry = stored.entry();
    out.text(entry.receiver().value()).number(entry.atMicros());
    out.text(entry.reason().text()).text(entry.detail()).number(stored.payloadBytes());
    LedgerTable.write(out, entry.delivery(), stored.complete());
  }

  private void session(StoredSession session) {
    out.octet(
        (session.connected() ? CONNECTED : 0)
            | (session.username() != null ? USERNAME : 0)
            | (session.will() != null ? WILL : 0)
            | (session.zone() != null ? ZONE : 0));
    out.octet(session.protocolVersion());
    out.number(session.createdAtMillis()).number(session.connectedAtMillis());
    out.number(session.disconnectedAtMillis()).number(session.expirySeconds());
    out.bytes(SessionCodec.write(session.inflight()));
    if (session.username() != null) {
      out.text(session.username());
    }
    if (session.will() != null) {
      out.bytes(SessionCodec.write(session.will()));
    }
    if (session.zone() != null) {
      out.text(session.zone());
    }
  }

  @Override
  public byte[] buffer() {
    return out.buffer();
  }

  @Override
  public int length() {
    return out.length();
  }
}

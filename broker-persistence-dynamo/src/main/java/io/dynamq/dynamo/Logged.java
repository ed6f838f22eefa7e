package io.dynamq.dynamo;

import io.dynamq.dynamo.wal.LogRecord;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Subscription;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;

/**
 * What the write-ahead log says about stored state. Each is absolute, so that replaying it twice, or
 * over what the store has already, changes nothing.
 *
 * <p>What was delivered is known by the session's {@link Saved}; only what leaves a queue otherwise
 * has a record of its own.
 */
abstract sealed class Logged extends LogRecord {
  private static final int OVERHEAD = 100;

  @Override
  public int bytes() {
    return OVERHEAD;
  }

  /** What needs a lease that was valid. */
  abstract static sealed class Owned extends Logged {
    final Lease lease;

    Owned(Lease lease) {
      this.lease = lease;
    }
  }

  /** A message in a session's queue. */
  static final class Appended extends Owned {
    final StoredMessage message;

    Appended(Lease lease, StoredMessage message) {
      super(lease);
      this.message = message;
    }

    @Override
    public int bytes() {
      return OVERHEAD + message.message().size();
    }
  }

  /** A message has left a queue, and its session's row does not tell. */
  static final class Removed extends Owned {
    final Position position;

    /** Who has it in another queue instead; null if nobody needs to. */
    final Lease taker;

    Removed(Lease lease, Position position, Lease taker) {
      super(lease);
      this.position = position;
      this.taker = taker;
    }
  }

  /** A message in a session's queue, part of a bundle; it counts only if that is {@link Committed}. */
  static final class Prepared extends Owned {
    final StoredMessage message;
    final long bundle;

    Prepared(Lease lease, StoredMessage message, long bundle) {
      super(lease);
      this.message = message;
      this.bundle = bundle;
    }

    @Override
    public int bytes() {
      return OVERHEAD + message.message().size();
    }
  }

  /** The bundle of this number is complete. */
  static final class Committed extends Logged {
    final long bundle;

    Committed(long bundle) {
      this.bundle = bundle;
    }
  }

  /** A session's row. */
  static final class Saved extends Owned {
    final StoredSession session;

    Saved(Lease lease, StoredSession session) {
      super(lease);
      this.session = session;
    }
  }

  /** A session's end. */
  static final class Deleted extends Owned {
    Deleted(Lease lease) {
      super(lease);
    }
  }

  /** A claim that the store has acknowledged. */
  static final class Claimed extends Owned {
    final boolean unbroken;

    /**
     * @param unbroken nobody else owned the session since our last claim
     */
    Claimed(Lease lease, boolean unbroken) {
      super(lease);
      this.unbroken = unbroken;
    }
  }

  /** A PUBLISH of QoS 2 by the session's client, whose PUBREL has not come. */
  static final class Received extends Owned {
    final int packetId;

    Received(Lease lease, int packetId) {
      super(lease);
      this.packetId = packetId;
    }
  }

  /** The will of the session's row was published. */
  static final class Willed extends Owned {
    Willed(Lease lease) {
      super(lease);
    }
  }

  /** Several that are there together or not at all; replayed as if each stood for itself. */
  static final class Together extends Logged {
    final List<Logged> records;

    Together(List<Logged> records) {
      this.records = records;
    }

    @Override
    public int bytes() {
      return records.stream().mapToInt(Logged::bytes).sum();
    }
  }

  /** A subscription, new or replaced. */
  static final class Subscribed extends Owned {
    final Subscription subscription;

    Subscribed(Lease lease, Subscription subscription) {
      super(lease);
      this.subscription = subscription;
    }
  }

  /** A subscription's end. */
  static final class Unsubscribed extends Owned {
    final TopicFilter filter;

    Unsubscribed(Lease lease, TopicFilter filter) {
      super(lease);
      this.filter = filter;
    }
  }

  /** A topic's retained message. */
  static final class Retained extends Logged {
    final Message message;

    Retained(Message message) {
      this.message = message;
    }

    @Override
    public int bytes() {
      return OVERHEAD + message.size();
    }
  }

  /** A topic that has no retained message any more. */
  static final class Unretained extends Logged {
    final TopicName topic;

    Unretained(TopicName topic) {
      this.topic = topic;
    }
  }

  /** A message whose time has not come. */
  static final class Delayed extends Logged {
    final Message message;

    Delayed(Message message) {
      this.message = message;
    }

    @Override
    public int bytes() {
      return OVERHEAD + message.size();
    }
  }

  /** A delayed message that was published, or never will be. */
  static final class Undelayed extends Logged {
    final MessageId id;

    Undelayed(MessageId id) {
      this.id = id;
    }
  }

  /** A message that a receiver did not get. */
  static final class Undelivered extends Logged {
    final StoredLedgerEntry entry;

    Undelivered(StoredLedgerEntry entry) {
      this.entry = entry;
    }

    @Override
    public int bytes() {
      return OVERHEAD + entry.entry().delivery().message().size();
    }
  }
}

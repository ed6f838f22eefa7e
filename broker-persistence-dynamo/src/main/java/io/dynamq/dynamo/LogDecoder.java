package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.DropReason;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;

/** Reads one group that {@link LogEncoder} wrote; what it cannot read is a CORRUPT failure. */
final class LogDecoder {
  private static final String WHERE = "a record of the write-ahead log";

  private final RecordReader in;
  private final List<Message> messages = new ArrayList<>();

  private LogDecoder(byte[] group) {
    in = new RecordReader(group, WHERE);
  }

  static List<Logged> read(byte[] group) {
    LogDecoder decoder = new LogDecoder(group);
    List<Logged> records = new ArrayList<>();
    while (!decoder.in.isAtEnd()) {
      records.add(decoder.next());
    }
    return records;
  }

  private Logged next() {
    int kind = in.octet();
    try {
      return switch (kind) {
        case LogEncoder.RETAINED -> new Logged.Retained(message());
        case LogEncoder.UNRETAINED -> new Logged.Unretained(TopicName.of(in.text()));
        case LogEncoder.COMMITTED -> new Logged.Committed(in.fixed());
        case LogEncoder.DELAYED -> new Logged.Delayed(message());
        case LogEncoder.UNDELAYED -> new Logged.Undelayed(new MessageId(in.fixed(), in.fixed()));
        case LogEncoder.UNDELIVERED -> new Logged.Undelivered(undelivered());
        default -> owned(kind, lease());
      };
    } catch (InvalidTopicException e) {
      throw in.corrupt("names an invalid topic");
    }
  }

  private Logged owned(int kind, Lease lease) throws InvalidTopicException {
    return switch (kind) {
      case LogEncoder.APPENDED -> new Logged.Appended(lease, appended());
      case LogEncoder.REMOVED -> removed(lease);
      case LogEncoder.PREPARED -> prepared(lease, in.fixed());
      case LogEncoder.SAVED -> new Logged.Saved(lease, session(lease));
      case LogEncoder.DELETED -> new Logged.Deleted(lease);
      case LogEncoder.CLAIMED -> new Logged.Claimed(lease, in.octet() == 1);
      case LogEncoder.RECEIVED -> new Logged.Received(lease, (int) in.number());
      case LogEncoder.WILLED -> new Logged.Willed(lease);
      case LogEncoder.SUBSCRIBED -> new Logged.Subscribed(lease, subscription());
      case LogEncoder.UNSUBSCRIBED -> new Logged.Unsubscribed(lease, TopicFilter.of(in.text()));
      default -> throw in.corrupt("is of unknown kind " + kind);
    };
  }

  private Lease lease() {
    return new Lease(new ClientId(in.text()), in.number(), in.text());
  }

  private Logged.Removed removed(Lease lease) {
    Position position = new Position(in.number(), in.number());
    return new Logged.Removed(lease, position, in.octet() == 1 ? lease() : null);
  }

  private Logged.Prepared prepared(Lease lease, long bundle) {
    return new Logged.Prepared(lease, appended(), bundle);
  }

  private Subscription subscription() throws InvalidTopicException {
    TopicFilter filter = TopicFilter.of(in.text());
    return Subscription.unpack(filter, in.octet(), (int) in.number());
  }

  private StoredMessage appended() {
    Position position = new Position(in.number(), in.number());
    int terms = in.octet();
    int[] identifiers = new int[in.count()];
    for (int i = 0; i < identifiers.length; i++) {
      identifiers[i] = (int) in.number();
    }
    String group = (terms & LogEncoder.SHARED) != 0 ? in.text() : null;
    boolean retain = (terms & LogEncoder.RETAIN) != 0;
    return new StoredMessage(
        position, message(), Qos.of(terms & 3), retain, identifiers, group);
  }

  private Message message() {
    int number = (int) in.number();
    if (number > messages.size()) {
      throw in.corrupt("refers to a message that is not there");
    }
    if (number > 0) {
      return messages.get(number - 1);
    }
    Message message = MessageCodec.read(in).message();
    messages.add(message);
    return message;
  }

  private StoredLedgerEntry undelivered() {
    ClientId receiver = new ClientId(in.text());
    long at = in.number();
    DropReason reason =
        DropReason.named(in.text()).orElseThrow(() -> in.corrupt("has an unknown reason"));
    String detail = in.text();
    int bytes = (int) in.number();
    LedgerTable.Kept kept = LedgerTable.read(in);
    LedgerEntry entry = new LedgerEntry(receiver, at, kept.delivery(), reason, detail);
    return new StoredLedgerEntry("", entry, kept.complete(), bytes, false);
  }

  private StoredSession session(Lease lease) {
    int flags = in.octet();
    int version = in.octet();
    long created = in.number();
    long connected = in.number();
    long disconnected = in.number();
    long expiry = in.number();
    InflightSnapshot inflight = SessionCodec.readInflight(in.bytes(), WHERE);
    String username = (flags & LogEncoder.USERNAME) != 0 ? in.text() : null;
    StoredWill will =
        (flags & LogEncoder.WILL) != 0 ? SessionCodec.readWill(in.bytes(), WHERE) : null;
    String zone = (flags & LogEncoder.ZONE) != 0 ? in.text() : null;
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), (flags & LogEncoder.CONNECTED) != 0, version,
        username, created, connected, disconnected, expiry, will, inflight, zone);
  }
}

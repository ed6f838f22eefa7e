package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes effects down, one line each, and keeps the stored queue. */
final class WrittenEffects implements Effects {
  private static final int LONGEST_SHOWN = 20;

  private final List<String> lines = new ArrayList<>();
  private final Map<Position, Integer> numbers = new HashMap<>();

  final TreeMap<Position, StoredMessage> stored = new TreeMap<>();
  final List<Publish> published = new ArrayList<>();
  final List<PendingAck> awaited = new ArrayList<>();
  final List<Delivery> sent = new ArrayList<>();

  /** Reads that the transcript has not answered yet. */
  final List<Read> reads = new ArrayList<>();

  boolean writable = true;
  boolean storing = true;
  boolean silent;
  int largestPayload = Integer.MAX_VALUE;

  /** One request for a page. */
  record Read(Position after, int maxMessages) {}

  /** What was written since the last call. */
  List<String> drain() {
    List<String> drained = List.copyOf(lines);
    lines.clear();
    return drained;
  }

  void note(String line) {
    if (!silent) {
      lines.add("     " + line);
    }
  }

  private void packet(String line) {
    if (!silent) {
      lines.add("  <- " + line);
    }
  }

  /** Positions as they turn up: #1, #2. */
  String number(Position position) {
    if (position == null) {
      return "unstored";
    }
    return position.equals(Position.START)
        ? "#0"
        : "#" + numbers.computeIfAbsent(position, p -> numbers.size() + 1);
  }

  static String text(byte[] payload) {
    String text = new String(payload, StandardCharsets.UTF_8);
    return text.length() <= LONGEST_SHOWN
        ? '"' + text + '"'
        : '"' + text.substring(0, 1) + "\"*" + text.length();
  }

  private static String text(Message message) {
    return text(message.payload());
  }

  @Override
  public boolean send(Packet packet) {
    if (packet instanceof Delivery delivery) {
      if (delivery.message().payload().length > largestPayload) {
        return false;
      }
      sent.add(delivery);
      packet(text(delivery));
    } else if (packet instanceof Ack ack) {
      packet(ack.type() + " " + ack.packetId() + code(ack.code()));
    } else {
      packet(packet.toString());
    }
    return true;
  }

  private static String text(Delivery delivery) {
    StringBuilder line = new StringBuilder("PUBLISH q").append(delivery.qos().value());
    if (delivery.packetId() != 0) {
      line.append(" id=").append(delivery.packetId());
    }
    line.append(delivery.dup() ? " dup" : "").append(delivery.retain() ? " retain" : "");
    if (delivery.topicAlias() > 0) {
      line.append(" alias=").append(delivery.topicAlias());
    }
    line.append(' ').append(delivery.topicOmitted() ? "-" : delivery.message().topic().value());
    line.append(' ').append(text(delivery.message()));
    if (delivery.expirySeconds() >= 0) {
      line.append(" expiry=").append(delivery.expirySeconds());
    }
    if (delivery.subscriptionIdentifiers().length > 0) {
      line.append(" ids=").append(Arrays.toString(delivery.subscriptionIdentifiers()));
    }
    return line.toString();
  }

  private static String code(ReasonCode code) {
    return code == ReasonCode.SUCCESS ? "" : " " + code;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void publish(Publish publish, TopicName topic, PendingAck ack) {
    published.add(publish);
    if (ack != null) {
      awaited.add(ack);
    }
    note(
        "publish q" + publish.qos().value() + " " + topic.value() + " " + text(publish.payload())
            + (ack == null ? "" : " id=" + ack.packetId));
  }

  @Override
  public boolean keeps(Message message, Receipt receipt) {
    return true;
  }

  @Override
  public boolean store(StoredMessage message, Receipt receipt) {
    if (!storing) {
      return false;
    }
    stored.put(message.position(), message);
    note("store " + number(message.position()) + " " + text(message.message()));
    return true;
  }

  @Override
  public void forget(Position position) {
    stored.remove(position);
    note("forget " + number(position));
  }

  @Override
  public void read(Position after, int maxMessages, int maxBytes) {
    reads.add(new Read(after, maxMessages));
    note("read " + maxMessages + " after " + number(after));
  }

  @Override
  public void delivered(Message message) {
    note("delivered " + text(message));
  }

  @Override
  public void acked(Message message) {
    note("acked " + text(message));
  }

  @Override
  public void dropped(StoredMessage delivery, DropReason reason) {
    note("dropped " + text(delivery.message()) + " " + reason);
  }

  @Override
  public void changed() {
    note("changed");
  }

  @Override
  public void reading(boolean on) {
    note("reading " + (on ? "on" : "off"));
  }

  @Override
  public void disconnect(ReasonCode code, String words) {
    note("disconnect " + code + (words == null ? "" : ": " + words));
  }
}

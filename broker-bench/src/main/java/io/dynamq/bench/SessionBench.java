package io.dynamq.bench;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.session.AckOutcome;
import io.dynamq.session.Effects;
import io.dynamq.session.PendingAck;
import io.dynamq.session.PositionSource;
import io.dynamq.session.Session;
import io.dynamq.session.SessionLimits;
import io.dynamq.session.SessionProfile;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A receiver's side of a session: a message matches, is sent, is acknowledged. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SessionBench {
  private static final long NOW_MICROS = 1_700_000_000_000_000L;
  private static final Message MESSAGE =
      new Message(
          MessageId.of(1, 1, 1, 0), topic(), Qos.EXACTLY_ONCE, false, new byte[64],
          MessageProperties.NONE, "c", 1, Message.NEVER);

  private static final Terms ONCE = at(Qos.AT_MOST_ONCE);
  private static final Terms AT_LEAST = at(Qos.AT_LEAST_ONCE);
  private static final Terms EXACTLY = at(Qos.EXACTLY_ONCE);

  @Param({"false", "true"})
  public boolean persistent;

  private final Sent sent = new Sent();
  private Session session;

  /** A session of MQTT 3.1.1 with the limits that hold where nothing is configured. */
  @Setup
  public void open() {
    PositionSource positions = persistent ? new PositionSource(1) : null;
    session =
        new Session(
            new SessionProfile(4, 65_535, 0, SessionLimits.DEFAULT, positions), sent);
  }

  private static TopicName topic() {
    try {
      return TopicName.of("device/4711/state");
    } catch (InvalidTopicException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Terms at(Qos qos) {
    return new Terms(qos, false, Delivery.NO_IDENTIFIERS, null);
  }

  /** Sent. */
  @Benchmark
  public void qos0() {
    session.deliver(MESSAGE, ONCE, Receipt.NONE, NOW_MICROS);
  }

  /** Sent, PUBACK. */
  @Benchmark
  public AckOutcome qos1() {
    session.deliver(MESSAGE, AT_LEAST, Receipt.NONE, NOW_MICROS);
    return session.ackReceived(Ack.of(Ack.Type.PUBACK, sent.packetId), NOW_MICROS);
  }

  /** Sent, PUBREC, PUBREL, PUBCOMP. */
  @Benchmark
  public AckOutcome qos2() {
    session.deliver(MESSAGE, EXACTLY, Receipt.NONE, NOW_MICROS);
    session.ackReceived(Ack.of(Ack.Type.PUBREC, sent.packetId), NOW_MICROS);
    return session.ackReceived(Ack.of(Ack.Type.PUBCOMP, sent.packetId), NOW_MICROS);
  }

  /** A connection that takes all, and a store that costs nothing. */
  private static final class Sent implements Effects {
    private int packetId;

    @Override
    public boolean send(Packet packet) {
      if (packet instanceof Delivery delivery) {
        packetId = delivery.packetId();
      }
      return true;
    }

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public boolean keeps(Message message, Receipt receipt) {
      return true;
    }

    @Override
    public boolean store(StoredMessage message, Receipt receipt) {
      return true;
    }

    @Override
    public void publish(Publish publish, TopicName topic, PendingAck ack) {}

    @Override
    public void forget(Position position) {}

    @Override
    public void read(Position after, int maxMessages, int maxBytes) {}

    @Override
    public void delivered(Message message) {}

    @Override
    public void acked(Message message) {}

    @Override
    public void dropped(StoredMessage delivery, DropReason reason) {
      throw new IllegalStateException("dropped: " + reason);
    }

    @Override
    public void changed() {}

    @Override
    public void reading(boolean on) {}

    @Override
    public void disconnect(ReasonCode code, String words) {
      throw new IllegalStateException(words);
    }
  }
}

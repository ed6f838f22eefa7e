package io.dynamq.dynamo.simulation;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Will;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * The wills of a client that has one in each connection and, once its connection is lost, does not
 * come back before that will has come to those who wait for it.
 */
final class Wills {
  private static final String STREAM = "w w/0 2";

  /** With two nodes a will may be published where nobody waits for it. */
  private static final long PATIENCE_MICROS = 8_000_000;

  /** A broker that ends a connection knows it earlier than the client. */
  private static final long NEWS_MICROS = 500_000;

  private final Schedule schedule;
  private final Ledger ledger;
  private final Rules rules;
  private int number;
  private Sent will;
  private long delayMicros;

  /** Moments; {@link Sent#NEVER}: not yet. */
  private long accepted = Sent.NEVER;
  private long lost = Sent.NEVER;

  Wills(Schedule schedule, Ledger ledger, Rules rules) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.rules = rules;
  }

  /** Of a connection that is begun. */
  Will next() {
    long seconds = schedule.random.nextInt(3);
    will = new Sent(STREAM, ++number, TopicName.of("w/0"), 2, schedule.micros(), false);
    will.isWill = true;
    delayMicros = seconds * 1_000_000;
    accepted = Sent.NEVER;
    lost = Sent.NEVER;
    ledger.sent(will);
    return new Will(
        will.topic,
        Qos.EXACTLY_ONCE,
        false,
        will.payload().getBytes(StandardCharsets.UTF_8),
        MessageProperties.NONE,
        seconds,
        -1);
  }

  void accepted() {
    accepted = schedule.micros();
  }

  void lost() {
    lost = schedule.micros();
  }

  /** Whether the last will is still to come; then its client stays away. */
  boolean isAwaited() {
    return accepted != Sent.NEVER
        && lost != Sent.NEVER
        && !will.isAcknowledged()
        && !ledger.mayBeLostSince(accepted)
        && (rules.nodes() == 1 || schedule.micros() < lost + PATIENCE_MICROS);
  }

  /** Fails if it came too early. */
  void check() {
    if (rules.nodes() > 1 || will == null || accepted == Sent.NEVER || !will.isAcknowledged()) {
      return;
    }
    long due = lost == Sent.NEVER ? schedule.micros() : lost + delayMicros;
    if (will.came < due - NEWS_MICROS) {
      throw new AssertionError(will + " came " + (due - will.came) / 1_000 + " ms too early");
    }
  }

  @Override
  public String toString() {
    return "will " + will + " of a connection lost at " + lost;
  }
}

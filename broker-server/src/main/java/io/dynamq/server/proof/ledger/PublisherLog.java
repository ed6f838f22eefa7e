package io.dynamq.server.proof.ledger;

import java.util.Arrays;

/** What one publisher sent, and what of it was acknowledged. */
public final class PublisherLog {
  private static final int START = 1_024;

  private final int publisher;
  private final int qos;
  private long[] sent = new long[START];
  private long[] acked = new long[START];
  private int next;
  private int acknowledged;
  private int refused;
  private int repeated;

  /**
   * An empty log.
   *
   * @param publisher its number
   */
  public PublisherLog(int publisher, int qos) {
    this.publisher = publisher;
    this.qos = qos;
  }

  /** Its number. */
  public int publisher() {
    return publisher;
  }

  /** The QoS of all its messages. */
  public int qos() {
    return qos;
  }

  /** The next message is being sent for the first time. */
  public synchronized Workload.Key sending(long now) {
    if (next == sent.length) {
      sent = Arrays.copyOf(sent, 2 * next);
      acked = Arrays.copyOf(acked, 2 * next);
    }
    sent[next] = now;
    return new Workload.Key(publisher, next++);
  }

  /** PUBACK or PUBREC has come. */
  public synchronized void acked(int number, long now) {
    if (acked[number] == 0) {
      acknowledged++;
      acked[number] = now;
    }
  }

  /** The broker said no. */
  public synchronized void refused() {
    refused++;
  }

  /** A message was sent again, with DUP. */
  public synchronized void repeated() {
    repeated++;
  }

  /** How many were sent. */
  public synchronized int sent() {
    return next;
  }

  /** How many were acknowledged. */
  public synchronized int acknowledged() {
    return acknowledged;
  }

  /** How many were refused. */
  public synchronized int refusals() {
    return refused;
  }

  /** How many were sent again. */
  public synchronized int repetitions() {
    return repeated;
  }

  /** When it was first sent; 0 if never. */
  public synchronized long sentAt(int number) {
    return number < next ? sent[number] : 0;
  }

  /** When it was acknowledged; 0 if not. */
  public synchronized long ackedAt(int number) {
    return number < next ? acked[number] : 0;
  }
}

package io.dynamq.server.proof.ledger;

/**
 * Something that no broker may do.
 *
 * @param text names who and what, enough to look it up in a log
 * @param basisNanos when the promise began to hold that is broken here, for example the time of the
 *     acknowledgement of a lost message
 * @param toldNanos when whoever it happened to was last told what it contradicts, for example the
 *     time of PUBREL for a message that comes again; equal to the basis where there is none
 */
public record Incident(Kind kind, String text, long basisNanos, long toldNanos) {

  /** Of something that is over when its promise begins. */
  public Incident(Kind kind, String text, long basisNanos) {
    this(kind, text, basisNanos, basisNanos);
  }

  /** What can go wrong, in the order of the report. */
  public enum Kind {
    /** Acknowledged to the publisher, never delivered. */
    LOST("lost"),
    /** QoS 2, delivered twice. */
    TWICE("qos2_twice"),
    /** QoS 2, delivered twice to members of one shared group. */
    SHARED_TWICE("qos2_twice_in_group"),
    /** A first delivery after that of a later message of the same publisher and topic. */
    REORDERED("reordered"),
    /** A packet identifier that still stood for another message. */
    ID_REUSED("packet_ids_reused"),
    /** Session present 0 where it must be 1. */
    SESSION_LOST("sessions_lost"),
    /** A retained message that is missing or older than what was acknowledged. */
    RETAINED_WRONG("retained_wrong"),
    /** A cleared retained message, an ended session or an unsubscribed filter that came back. */
    DELETED_BACK("deleted_back"),
    /** A payload that nobody sent. */
    CORRUPT("corrupt"),
    /** Bytes or packets that the protocol does not allow. */
    PROTOCOL("protocol_errors"),
    /** The tables did not become what the clients know. */
    TABLES("tables_wrong");

    private final String key;

    Kind(String key) {
      this.key = key;
    }

    /** Its name in the report. */
    public String key() {
      return key;
    }
  }
}

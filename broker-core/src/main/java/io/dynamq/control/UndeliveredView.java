package io.dynamq.control;

/**
 * One message that a receiver did not get.
 *
 * @param id names the entry within its receiver's
 * @param receiver client id, or the filter of a shared subscription
 * @param atMicros when it was given up
 * @param message the message's figures
 * @param reason as in {@code delivery.dropped.<reason>}
 * @param detail possibly empty
 * @param redelivered whether it was handed over again since
 * @param cursor where the next answer begins if this entry is the last of one
 */
public record UndeliveredView(
    String id,
    String receiver,
    long atMicros,
    MessageFigures message,
    String reason,
    String detail,
    boolean redelivered,
    String cursor) {

  /**
   * The message.
   *
   * @param id EMQX's hexadecimal form
   * @param qos of the delivery
   * @param expiresAtMillis Long.MAX_VALUE = never
   * @param payloadBytes of the message, also where the payload was too large to be kept
   * @param payload null if it was not kept
   */
  public record MessageFigures(
      String id,
      String topic,
      int qos,
      String publisher,
      long expiresAtMillis,
      int payloadBytes,
      byte[] payload) {}
}

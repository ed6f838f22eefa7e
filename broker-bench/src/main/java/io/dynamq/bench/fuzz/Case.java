package io.dynamq.bench.fuzz;

import java.util.List;

/**
 * What one connection sends, and what has to become of it.
 *
 * @param name of the fault, or what else it is
 * @param bytes of MQTT
 * @param frames of WebSocket, sent as they are behind the bytes; null if there are none
 * @param pings how many PINGREQ are to be answered, at most if it does not end well
 * @param strict false where CONNECT may be wrong, so that the version of the answer is not known
 * @param finish whether our direction ends behind the last byte
 */
record Case(
    String name,
    int version,
    boolean webSocket,
    Fault.End end,
    List<byte[]> bytes,
    byte[] frames,
    int pings,
    boolean strict,
    boolean finish) {

  /** Of a SUBSCRIBE that must not be granted. */
  static final int JUDGED_ID = 9_999;
}

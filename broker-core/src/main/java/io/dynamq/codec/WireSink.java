package io.dynamq.codec;

/**
 * Takes the fields of a packet in order. A packet is described once and told to two sinks: one that
 * counts and one that writes, so that size and content cannot disagree.
 */
sealed interface WireSink permits WireCounter, WireWriter {

  void u8(int value);

  void u16(int value);

  void u32(long value);

  void varint(int value);

  /** A length-prefixed text. */
  void text(String value);

  /** Length-prefixed bytes. */
  void binary(byte[] value);

  /** Bytes without length. */
  void bytes(byte[] value);

  /**
   * A property block with its length.
   *
   * @param content what the source is asked about
   */
  <T> void properties(PropertySource<T> source, T content);

  /** Tells the properties of something to a sink; told twice where a length comes first. */
  interface PropertySource<T> {
    void tell(T content, WireSink sink);
  }
}

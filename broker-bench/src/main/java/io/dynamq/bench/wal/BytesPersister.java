package io.dynamq.bench.wal;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.persistence.Persister;

/** Writes bytes as they are. */
final class BytesPersister implements Persister<byte[]> {
  static final BytesPersister ONLY = new BytesPersister();

  private BytesPersister() {}

  @Override
  public byte getID() {
    return 0;
  }

  @Override
  public int getEncodeSize(byte[] record) {
    return record.length;
  }

  @Override
  public void encode(ActiveMQBuffer buffer, byte[] record) {
    buffer.writeBytes(record);
  }

  @Override
  public byte[] decode(
      ActiveMQBuffer buffer,
      byte[] record,
      org.apache.activemq.artemis.core.persistence.CoreMessageObjectPools pools) {
    throw new UnsupportedOperationException("records are read as they are");
  }
}

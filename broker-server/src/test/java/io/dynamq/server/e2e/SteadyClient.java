package io.dynamq.server.e2e;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A client of MQTT 3.1.1 with a persistent session that comes back whenever its connection is lost,
 * on a thread of its own. It keeps its half of every exchange, as a careful client does.
 */
abstract class SteadyClient implements AutoCloseable {
  private static final int RETRY_MILLIS = 30;

  private final int port;
  private final String id;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile Socket socket;
  private OutputStream out;
  private boolean hadSession;
  private volatile int sessionsLost;
  private volatile Throwable failure;

  SteadyClient(int port, String id) {
    this.port = port;
    this.id = id;
    thread = new Thread(this::run, id);
    thread.setDaemon(true);
  }

  final void start() {
    thread.start();
  }

  /** CONNACK has come. */
  abstract void connected(boolean sessionPresent) throws IOException;

  /**
   * A packet has come.
   *
   * @param identifier of the acknowledgements; of a PUBLISH in {@code body}
   */
  abstract void received(int header, byte[] body) throws IOException;

  /** How often the broker did not know a session that it had promised. */
  final int sessionsLost() {
    return sessionsLost;
  }

  /** What no broker may do to a client, null if all is well. */
  final Throwable failure() {
    return failure;
  }

  private void run() {
    try {
      while (!isStopped()) {
        try (Socket opened = new Socket()) {
          socket = opened;
          converse(opened);
        } catch (IOException lost) {
          stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private void converse(Socket opened) throws IOException {
    opened.setTcpNoDelay(true);
    opened.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
    out = opened.getOutputStream();
    DataInputStream in = new DataInputStream(new BufferedInputStream(opened.getInputStream()));
    send(Packets.connect(id, false));
    int header = in.readUnsignedByte();
    byte[] connAck = body(in);
    if (header != 0x20 || connAck[1] != 0) {
      throw new IOException("refused");
    }
    boolean present = connAck[0] == 1;
    if (hadSession && !present) {
      sessionsLost++;
    }
    hadSession = true;
    connected(present);
    while (!isStopped()) {
      int next = in.readUnsignedByte();
      received(next, body(in));
    }
  }

  private static byte[] body(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int octet = in.readUnsignedByte();
      length |= (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return in.readNBytes(length);
      }
    }
  }

  final void send(byte[] packet) throws IOException {
    out.write(packet);
  }

  /** PUBACK and its like. */
  final void answer(int header, int identifier) throws IOException {
    send(new byte[] {(byte) header, 2, (byte) (identifier >> 8), (byte) identifier});
  }

  static int identifier(byte[] body, int at) {
    return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
  }

  /** Loses the connection, as a bad network does. */
  final void drop() {
    Socket now = socket;
    if (now != null) {
      try {
        now.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void close() {
    stopped.countDown();
    drop();
  }
}

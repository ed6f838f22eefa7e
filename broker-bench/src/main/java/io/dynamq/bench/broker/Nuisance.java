package io.dynamq.bench.broker;

import io.dynamq.bench.durability.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Clients that others must not suffer from, on threads of their own until they are closed. */
final class Nuisance implements AutoCloseable {
  private static final int SMALL = 64;
  private static final int LARGE = 1_024;
  private static final int BATCH = 50;
  private static final int ACK_WINDOW = 1_000;
  private static final int STORM_THREADS = 4;

  private final InetSocketAddress broker;
  private final InetSocketAddress tls;
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private volatile boolean over;

  Nuisance(Target target, int tlsPort) {
    broker = new InetSocketAddress("127.0.0.1", target.port());
    tls = new InetSocketAddress("127.0.0.1", tlsPort);
  }

  private interface Act {
    void run() throws IOException;
  }

  /** How much they have done: messages that were taken from them, or handshakes. */
  long done() {
    return done.get();
  }

  /** One publisher at QoS 0 as fast as the broker reads, to one subscriber. */
  void flood() throws IOException {
    Wire subscriber = opened("flood-sub");
    subscriber.subscribe("flood", 0);
    reader(subscriber);
    Wire publisher = opened("flood-pub");
    byte[] payload = new byte[SMALL];
    forEver(
        () -> {
          for (int i = 0; i < BATCH; i++) {
            publisher.publish("flood", 0, 1, payload);
          }
          publisher.flush();
          done.addAndGet(BATCH);
        });
  }

  /** One publisher at QoS 1 with a wide window, to one subscriber. */
  void acknowledgedFlood() throws IOException {
    Wire subscriber = opened("flood-sub");
    subscriber.subscribe("flood", 0);
    reader(subscriber);
    Wire publisher = opened("flood-pub");
    byte[] payload = new byte[SMALL];
    forEver(
        () -> {
          for (int i = 0; i < ACK_WINDOW; i++) {
            publisher.publish("flood", 1, i + 1, payload);
          }
          publisher.flush();
          for (int i = 0; i < ACK_WINDOW; i++) {
            publisher.read();
          }
          done.addAndGet(ACK_WINDOW);
        });
  }

  /** Subscribers that read nothing, of all that is published below a topic and of a flood. */
  void sleepers(String filter, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Wire wire = opened("sleeper-" + i);
      wire.subscribe(filter, 1);
      wire.subscribe("sleepers", 1);
    }
    Wire publisher = opened("sleeper-pub");
    byte[] payload = new byte[LARGE];
    forEver(
        () -> {
          publisher.publish("sleepers", 1, 1, payload);
          publisher.flush();
          publisher.read();
          done.incrementAndGet();
        });
  }

  /** Handshakes one after another, on several threads. */
  void handshakes() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    for (int i = 0; i < STORM_THREADS; i++) {
      forEver(
          () -> {
            // A session that could be resumed would cost little.
            context.getClientSessionContext().setSessionCacheSize(1);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
              socket.connect(tls);
              socket.startHandshake();
              socket.getSession().invalidate();
            }
            done.incrementAndGet();
          });
    }
  }

  /** Trusts everybody. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private Wire opened(String id) throws IOException {
    Wire wire = new Wire(broker);
    open.add(wire);
    wire.connect(id, true);
    return wire;
  }

  private void reader(Wire wire) {
    forEver(wire::read);
  }

  private void forEver(Act act) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!over) {
                  act.run();
                }
              } catch (IOException e) {
                if (!over) {
                  System.err.println("a disturber has ended early: " + e);
                }
              }
            });
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  @Override
  public void close() throws Exception {
    over = true;
    for (AutoCloseable one : open) {
      one.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}

package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Texts;
import io.dynamq.session.Session;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads pages of a session's stored queue; one that fails is read again a little later. */
final class QueueReader {
  private static final Logger LOG = LoggerFactory.getLogger(QueueReader.class);
  private static final long RETRY_MILLIS = 1_000;

  private final Home home;
  private final Core core;
  private final Session session;
  private boolean ended;

  QueueReader(Home home, Core core, Session session) {
    this.home = home;
    this.core = core;
    this.session = session;
  }

  void read(Position after, int maxMessages, int maxBytes) {
    core.storage
        .inflight()
        .read(home.clientId(), after, maxMessages, maxBytes)
        .whenComplete((page, fault) -> home.post(Mail.of(owner -> arrived(page, fault))));
  }

  private void arrived(List<StoredMessage> page, Throwable fault) {
    if (ended) {
      return;
    }
    if (fault == null) {
      session.pageRead(page, core.time.epochMicros());
      return;
    }
    LOG.warn(
        "reading the queue of {} failed: {}",
        LogField.client(home.clientId()),
        Texts.cause(fault));
    session.readFailed();
    home.wakeAt(core.time.epochMillis() + RETRY_MILLIS);
  }

  /** The connection has ended; what still arrives is of no use. */
  void abandon() {
    ended = true;
  }
}

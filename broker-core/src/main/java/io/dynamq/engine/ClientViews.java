package io.dynamq.engine;

import io.dynamq.control.ClientView;
import io.dynamq.hook.ClientInfo;
import io.dynamq.session.SessionFigures;
import io.dynamq.store.StoredSession;

/** A home as administration shows it. In the home's mailbox. */
final class ClientViews {
  private ClientViews() {}

  /** Null if the home has no session. */
  static ClientView of(Home home) {
    if (home.live() != null) {
      return connected(home, home.live());
    }
    return home.offline() == null ? null : offline(home, home.offline());
  }

  private static ClientView connected(Home home, Live live) {
    ClientInfo info = live.info();
    SessionFigures figures = live.session().figures();
    return new ClientView(
        info.id().value(),
        info.username(),
        info.peerPort() == 0 ? info.peerAddress() : info.peerAddress() + ":" + info.peerPort(),
        info.cleanStart(),
        info.keepAliveSeconds(),
        live.expirySeconds(),
        home.subscriptions().size(),
        figures.inflight(),
        figures.maxInflight(),
        figures.awaitingRelease(),
        figures.delivered(),
        figures.enqueued(),
        figures.dropped(),
        true,
        live.createdAtMillis(),
        info.connectedAtMillis(),
        0,
        info.protocolVersion(),
        figures.queued(),
        live.connection().peer().listener(),
        info.standing().by());
  }

  private static ClientView offline(Home home, Offline offline) {
    StoredSession state = offline.state();
    return new ClientView(
        state.client().value(),
        state.username(),
        "",
        false,
        0,
        state.expirySeconds(),
        home.subscriptions().size(),
        state.inflight().outbound().size(),
        offline.limits().sending().maxInflight(),
        state.inflight().inboundQos2().size(),
        0,
        0,
        0,
        false,
        state.createdAtMillis(),
        state.connectedAtMillis(),
        state.disconnectedAtMillis(),
        state.protocolVersion(),
        offline.queue().messages(),
        "",
        "");
  }
}

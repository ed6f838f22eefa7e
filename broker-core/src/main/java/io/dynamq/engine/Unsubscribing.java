package io.dynamq.engine;

import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** UNSUBSCRIBE of one connected client or on its behalf. In the mailbox. */
final class Unsubscribing {
  private final Home home;
  private final Core core;
  private final Live live;
  private final Subscribing subscribing;

  Unsubscribing(Home home, Core core, Live live, Subscribing subscribing) {
    this.home = home;
    this.core = core;
    this.live = live;
    this.subscribing = subscribing;
  }

  void unsubscribe(Unsubscribe packet) {
    core.meters.count(Metric.CLIENT_UNSUBSCRIBE);
    if (subscribing.isInUse(packet.packetId())) {
      List<ReasonCode> inUse =
          Collections.nCopies(packet.filters().size(), ReasonCode.PACKET_IDENTIFIER_IN_USE);
      live.answer(new UnsubAck(packet.packetId(), inUse, FilterNotices.of(inUse)));
      return;
    }
    goOn(
        packet,
        new ArrayList<>(packet.filters().size()),
        new ArrayList<>(home.lease() == null ? 0 : packet.filters().size()));
  }

  /** In turns, as a SUBSCRIBE. */
  private void goOn(
      Unsubscribe packet, List<ReasonCode> codes, List<CompletableFuture<Void>> writes) {
    List<String> filters = packet.filters();
    int end = Math.min(filters.size(), codes.size() + Subscribing.FILTERS_AT_ONCE);
    while (codes.size() < end) {
      codes.add(unsubscribed(filters.get(codes.size()), writes));
    }
    if (end < filters.size()) {
      live.gate().subscribing(true);
      home.post(Mail.of(same -> subscribing.ifConnected(() -> goOn(packet, codes, writes))));
      return;
    }
    subscribing.whenWritten(
        writes,
        () -> live.answer(new UnsubAck(packet.packetId(), codes, FilterNotices.of(codes))));
    if (filters.size() > Subscribing.FILTERS_AT_ONCE) {
      live.gate().subscribing(false);
    }
  }

  private ReasonCode unsubscribed(String text, List<CompletableFuture<Void>> writes) {
    TopicFilter asked = Subscribing.parse(text);
    TopicFilter filter = asked == null ? null : live.names().subscribed(asked);
    if (filter == null) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    return remove(filter, writes) ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED;
  }

  private boolean remove(TopicFilter filter, List<CompletableFuture<Void>> writes) {
    if (home.lease() != null) {
      // Also of one that is gone: its removal may not be kept yet, and UNSUBACK says that it is.
      writes.add(
          core.storage
              .subscriptions()
              .remove(home.lease(), filter, core.settings.durability().base()));
    }
    if (home.subscriptions().remove(filter) == null) {
      return false;
    }
    core.table.remove(home, filter);
    core.groups.left(home, filter);
    home.membership().leaves(filter);
    live.replays().stopRetained(filter);
    core.hooks.sessionUnsubscribed(live.info(), filter);
    core.history.unsubscribed(home, filter);
    core.tracer.unsubscribed(live.info(), filter);
    return true;
  }

  /** The client may not have it any more. */
  void end(TopicFilter filter) {
    List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    remove(filter, writes);
    writes.forEach(home::guard);
  }

  /** False if there was no such subscription. */
  boolean forceRemove(TopicFilter unmounted) {
    TopicFilter filter = live.names().mounted(unmounted);
    List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    boolean removed = filter != null && remove(filter, writes);
    writes.forEach(home::guard);
    return removed;
  }
}

package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SUBSCRIBE of one connected client or on its behalf. In the mailbox. */
final class Subscribing {
  private static final Logger LOG = LoggerFactory.getLogger(Subscribing.class);
  private static final int NO_LOCAL = 4;
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  static final int FILTERS_AT_ONCE = 50;

  private final Home home;
  private final Core core;
  private final Live live;
  private final SubscribeRules rules;
  private final Unsubscribing unsubscribing;

  Subscribing(Home home, Core core, Live live) {
    this.home = home;
    this.core = core;
    this.live = live;
    this.rules = new SubscribeRules(home, core, live);
    this.unsubscribing = new Unsubscribing(home, core, live, this);
  }

  Unsubscribing unsubscribing() {
    return unsubscribing;
  }

  /** Answers with one code per filter, once the durability mode's promise holds. */
  void subscribe(Subscribe packet) {
    core.meters.count(Metric.CLIENT_SUBSCRIBE);
    if (isWrong(packet)) {
      live.disconnect(ReasonCode.PROTOCOL_ERROR, "no local on a shared subscription");
      return;
    }
    if (isInUse(packet.packetId())) {
      List<ReasonCode> inUse =
          Collections.nCopies(packet.entries().size(), ReasonCode.PACKET_IDENTIFIER_IN_USE);
      live.answer(new SubAck(packet.packetId(), inUse, FilterNotices.of(inUse)));
      return;
    }
    goOn(new Turn(packet));
  }

  /** A SUBSCRIBE and how far it has come. */
  private static final class Turn {
    private final Subscribe packet;
    private final List<ReasonCode> codes;
    private final List<Granted> granted;
    private final List<CompletableFuture<Void>> writes = new ArrayList<>(0);

    Turn(Subscribe packet) {
      this.packet = packet;
      this.codes = new ArrayList<>(packet.entries().size());
      this.granted = new ArrayList<>(packet.entries().size());
    }
  }

  /**
   * A packet may hold tens of thousands of filters. After some, others on this loop come first; its
   * client is not read from until all are done.
   */
  private void goOn(Turn turn) {
    List<Subscribe.Entry> entries = turn.packet.entries();
    int end = Math.min(entries.size(), turn.codes.size() + FILTERS_AT_ONCE);
    while (turn.codes.size() < end) {
      if (!judge(entries.get(turn.codes.size()), turn)) {
        return;
      }
    }
    if (end < entries.size()) {
      live.gate().subscribing(true);
      home.post(Mail.of(same -> ifConnected(() -> goOn(turn))));
      return;
    }
    SubAck answer =
        new SubAck(turn.packet.packetId(), turn.codes, FilterNotices.of(turn.codes));
    whenWritten(turn.writes, () -> acknowledged(answer, turn.granted));
    if (entries.size() > FILTERS_AT_ONCE) {
      live.gate().subscribing(false);
    }
  }

  void ifConnected(Runnable next) {
    if (home.live() == live) {
      next.run();
    }
  }

  /** False if the client is disconnected for it. */
  private boolean judge(Subscribe.Entry entry, Turn turn) {
    TopicFilter asked = parse(entry.filter());
    TopicFilter filter = asked == null ? null : live.names().subscribed(asked);
    ReasonCode refusal = rules.refusal(asked, filter);
    if (refusal == null) {
      Subscription wanted =
          Subscription.unpack(filter, entry.options(), turn.packet.identifier());
      turn.codes.add(grant(capped(wanted), asked.path(), turn.granted, turn.writes, true));
      return true;
    }
    core.tracer.refused(live.info(), entry.filter(), refusal, rules.rule(asked, refusal));
    if (refusal == ReasonCode.NOT_AUTHORIZED && live.zone().guard().ends(live.permissions())) {
      live.disconnect(refusal, "not allowed to subscribe to that");
      return false;
    }
    turn.codes.add(refusal);
    return true;
  }

  /** Before anything is granted: a packet in error has no effect [MQTT-3.8.3-4]. */
  private static boolean isWrong(Subscribe packet) {
    for (Subscribe.Entry entry : packet.entries()) {
      boolean maybe = (entry.options() & NO_LOCAL) != 0 && entry.filter().startsWith("$");
      TopicFilter asked = maybe ? parse(entry.filter()) : null;
      if (asked != null && asked.isShared()) {
        return true;
      }
    }
    return false;
  }

  /** Told to MQTT 5 clients only: a code of MQTT 3 would say that the filter is refused. */
  boolean isInUse(int packetId) {
    return live.info().protocolVersion() >= 5 && live.session().isInUse(packetId);
  }

  private record Granted(Subscription subscription, boolean isNew) {

    /** Shared subscriptions get no retained messages [MQTT 5 section 4.8.2]. */
    boolean wantsRetained() {
      RetainHandling handling = subscription.retainHandling();
      boolean wanted =
          handling == RetainHandling.SEND || handling == RetainHandling.SEND_IF_NEW && isNew;
      return wanted && !subscription.filter().isShared();
    }
  }

  static TopicFilter parse(String text) {
    try {
      return TopicFilter.of(text);
    } catch (InvalidTopicException e) {
      return null;
    }
  }

  /** The zone's highest level is granted where more is asked for. */
  private Subscription capped(Subscription wanted) {
    if (wanted.qos().value() <= live.zone().offer().maxQos().value()) {
      return wanted;
    }
    return new Subscription(
        wanted.filter(),
        live.zone().offer().maxQos(),
        wanted.noLocal(),
        wanted.retainAsPublished(),
        wanted.retainHandling(),
        wanted.identifier());
  }

  /**
   * @param path as the client calls it, behind any prefix; null if permissions do not matter
   */
  private ReasonCode grant(
      Subscription asked,
      String path,
      List<Granted> granted,
      List<CompletableFuture<Void>> writes,
      boolean store) {
    Subscription subscription = withoutLoop(asked);
    if (subscription.filter().kind() == TopicFilter.Kind.EXCLUSIVE) {
      if (!core.table.tryAddExclusive(home, subscription)) {
        return ReasonCode.QUOTA_EXCEEDED;
      }
    } else {
      core.table.add(home, subscription);
    }
    boolean isNew = home.subscriptions().put(subscription) == null;
    if (store && home.lease() != null) {
      writes.add(
          core.storage
              .subscriptions()
              .put(home.lease(), subscription, core.settings.durability().base()));
    }
    CompletableFuture<Void> joined =
        core.groups.joined(home, subscription.filter(), live.zone());
    if (!joined.isDone()) {
      writes.add(joined);
    }
    core.hooks.sessionSubscribed(live.info(), subscription, isNew);
    core.history.subscribed(home, subscription, isNew);
    core.tracer.subscribed(
        live.info(), subscription.filter(), subscription.qos().value(), isNew);
    Granted grant = new Granted(subscription, isNew);
    granted.add(grant);
    if (grant.wantsRetained()) {
      live.replays().expectRetained(subscription, path);
    }
    return ReasonCode.granted(subscription.qos());
  }

  /** EMQX's ignore_loop_deliver: no local for clients that cannot ask for it. */
  private Subscription withoutLoop(Subscription asked) {
    boolean imposed =
        live.zone().manners().ignoreLoopDeliver()
            && live.info().protocolVersion() < 5
            && !asked.filter().isShared();
    return imposed
        ? Subscription.unpack(
            asked.filter(), asked.packedOptions() | NO_LOCAL, asked.identifier())
        : asked;
  }

  private void acknowledged(SubAck answer, List<Granted> granted) {
    live.answer(answer);
    for (Granted one : granted) {
      startRetained(one);
    }
    live.replays().pump(core.time.epochMicros());
  }

  private void startRetained(Granted one) {
    if (one.wantsRetained()) {
      live.replays().startRetained(one.subscription);
    }
  }

  /** Runs the answer at once if nothing is left to wait for, else as mail. */
  void whenWritten(List<CompletableFuture<Void>> writes, Runnable answer) {
    for (CompletableFuture<Void> write : writes) {
      home.guard(write);
    }
    CompletableFuture<Void> all =
        writes.isEmpty() ? DONE : CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
    if (all.isDone() && !all.isCompletedExceptionally()) {
      answer.run();
      return;
    }
    all.whenComplete(
        (done, fault) ->
            home.post(
                Mail.of(
                    h -> {
                      if (h.live() != live) {
                        return;
                      }
                      if (fault == null) {
                        answer.run();
                      } else {
                        // No promise, no answer: the client comes back and asks again.
                        live.disconnect(ReasonCode.UNSPECIFIED_ERROR, "session store failed");
                      }
                    })));
  }

  // ---- on behalf of the client

  /** Makes the subscriptions that the configuration has for every client; behind CONNACK. */
  void subscribeAutomatically() {
    boolean qosOnly = live.info().protocolVersion() < 5;
    for (BrokerSettings.AutoSubscription one : core.settings.modules().subscriptions()) {
      String text = Names.filled(one.topic(), live.info());
      TopicFilter filter = text == null ? null : parse(text);
      if (filter == null) {
        LOG.warn(
            "client {} is not subscribed to {}: its name cannot stand there",
            LogField.client(live.info().id()),
            LogField.topic(one.topic()));
      } else {
        automatic(Subscription.unpack(filter, qosOnly ? one.options() & 3 : one.options(), 0));
      }
    }
  }

  private void automatic(Subscription wanted) {
    String path = wanted.filter().path();
    if (rules.isAllowed(path)) {
      force(wanted, path);
    }
  }

  /**
   * An operator wants it: behind the mountpoint, without permission check and SUBACK; retained ones
   * are sent.
   */
  void force(Subscription wanted) {
    force(wanted, null);
  }

  private void force(Subscription wanted, String path) {
    TopicFilter filter = live.names().mounted(wanted.filter());
    if (filter == null) {
      return;
    }
    Subscription subscription = wanted.with(filter);
    List<Granted> granted = new ArrayList<>(1);
    List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    // What every CONNECT of a session makes again is written once.
    boolean isKept = subscription.equals(home.subscriptions().get(filter));
    grant(subscription, path, granted, writes, !isKept);
    for (CompletableFuture<Void> write : writes) {
      home.guard(write);
    }
    granted.forEach(this::startRetained);
  }

  /** Judges what there is by the rules of now; how many subscriptions that ends. */
  int review() {
    return rules.review();
  }
}

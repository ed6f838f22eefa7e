package io.dynamq.engine;

import io.dynamq.auth.Verdict;
import io.dynamq.control.TraceEvent;
import io.dynamq.control.TraceEvent.Step;
import io.dynamq.control.TraceEvent.Who;
import io.dynamq.control.Tracing;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.function.Supplier;

/**
 * Tells traces what happens. Any thread. Whoever is on the path of messages asks {@link #isOn}
 * first, which is one read; nothing is made into words unless a trace covers it.
 */
final class Tracer {
  private final Core core;

  /** Null if nothing is traced. */
  private volatile Tracing tracing;

  Tracer(Core core) {
    this.core = core;
  }

  boolean isOn() {
    return tracing != null;
  }

  /** What is traced from now on. */
  void trace(Tracing wanted) {
    tracing = wanted.scopes().isEmpty() ? null : wanted;
  }

  // ---- packets

  /** A packet of a connection that has no session yet. */
  void received(Peer peer, String clientId, Inbound packet) {
    note(Step.RECEIVED, who(peer, clientId), null, () -> PacketWords.of(packet));
  }

  void received(ClientInfo client, Inbound packet) {
    Who who = who(client, null);
    if (packet instanceof Publish publish) {
      String topic = publish.topic() == null ? null : publish.topic().value();
      note(Step.RECEIVED, who, topic, () -> PacketWords.of(packet), publish.payload());
    } else if (packet instanceof Subscribe subscribe) {
      each(who, packet, subscribe.entries().stream().map(Subscribe.Entry::filter).toList());
    } else if (packet instanceof Unsubscribe unsubscribe) {
      each(who, packet, unsubscribe.filters());
    } else {
      note(Step.RECEIVED, who, null, () -> PacketWords.of(packet));
    }
  }

  /** Told once, for the first filter that a trace covers. */
  private void each(Who who, Inbound packet, Iterable<String> filters) {
    Tracing now = tracing;
    for (String filter : filters) {
      if (now != null && now.covers(who, filter)) {
        note(Step.RECEIVED, who, filter, () -> PacketWords.of(packet));
        return;
      }
    }
  }

  void sent(Peer peer, String clientId, Inbound packet) {
    note(Step.SENT, who(peer, clientId), null, () -> PacketWords.of(packet));
  }

  void sent(ClientInfo client, Inbound packet) {
    if (packet instanceof Delivery delivery) {
      Message message = delivery.message();
      note(
          Step.SENT,
          who(client, message.sender()),
          message.topic().value(),
          () -> PacketWords.of(packet),
          message.payload());
    } else {
      note(Step.SENT, who(client, null), null, () -> PacketWords.of(packet));
    }
  }

  // ---- decisions about clients

  void judged(Peer peer, String clientId, Verdict verdict) {
    if (verdict != null && verdict.isAllowed()) {
      note(
          Step.AUTHENTICATED,
          who(peer, clientId),
          null,
          () -> "by " + verdict.decidedBy() + (verdict.anonymous() ? ", as anonymous" : ""));
    }
  }

  /** Its name was proven by a method of its own. */
  void proven(Peer peer, String clientId, String method) {
    note(Step.AUTHENTICATED, who(peer, clientId), null, () -> "by method " + method);
  }

  /** A connection is not accepted. */
  void turnedAway(Peer peer, String clientId, ReasonCode code, String why) {
    note(
        Step.REFUSED,
        who(peer, clientId),
        null,
        () -> PacketWords.hex(code) + (why == null ? "" : ": " + Texts.visible(why)));
  }

  /**
   * A connection has ended.
   *
   * @param cause EMQX's word
   * @param words more than that, null if there is no more
   */
  void disconnected(ClientInfo client, String cause, ReasonCode code, String words) {
    note(
        Step.DISCONNECTED,
        who(client, null),
        null,
        () ->
            cause
                + (code == null ? "" : " code=" + PacketWords.hex(code))
                + (words == null ? "" : " " + Texts.visible(words)));
  }

  /**
   * What a client asked for is refused.
   *
   * @param topic or filter, as the client calls it
   * @param rule what refused it, null if the code says all
   */
  void refused(ClientInfo client, String topic, ReasonCode code, String rule) {
    note(
        Step.REFUSED,
        who(client, null),
        topic,
        () ->
            PacketWords.quoted(topic) + " " + PacketWords.hex(code)
                + (rule == null ? "" : ": " + rule));
  }

  void subscribed(ClientInfo client, TopicFilter filter, int qos, boolean isNew) {
    note(
        Step.SUBSCRIBED,
        who(client, null),
        filter.path(),
        () ->
            PacketWords.quoted(filter.text()) + " qos=" + qos
                + (isNew ? "" : " in place of one that was there"));
  }

  void unsubscribed(ClientInfo client, TopicFilter filter) {
    note(
        Step.UNSUBSCRIBED,
        who(client, null),
        filter.path(),
        () -> PacketWords.quoted(filter.text()));
  }

  // ---- decisions about messages

  /** A message was handed to everyone who gets it. */
  void published(Message message, int receivers) {
    note(
        Step.PUBLISHED,
        who(message.sender(), message.sender()),
        message.topic().value(),
        () ->
            about(message) + " qos=" + message.qos().value()
                + (message.retain() ? " retain" : "") + " receivers=" + receivers,
        message.payload());
  }

  /** One who gets it. */
  void matched(ClientId receiver, Message message, String group) {
    message(
        Step.MATCHED,
        receiver,
        message,
        () ->
            about(message) + " from " + PacketWords.quoted(message.sender())
                + (group == null ? "" : " by " + PacketWords.quoted(group)));
  }

  void queued(ClientId receiver, Message message, String where) {
    message(Step.QUEUED, receiver, message, () -> about(message) + " " + where);
  }

  void acknowledged(ClientId receiver, Message message) {
    message(Step.ACKNOWLEDGED, receiver, message, () -> about(message));
  }

  void dropped(ClientId receiver, Message message, DropReason reason, String detail) {
    message(
        Step.DROPPED,
        receiver,
        message,
        () ->
            about(message) + " " + reason.text()
                + (detail.isEmpty() ? "" : ": " + Texts.visible(detail)));
  }

  /** A publisher is told to try again, because somebody's queue is full. */
  void refusedPublisher(String sender, TopicName topic) {
    note(
        Step.REFUSED,
        who(sender, sender),
        topic.value(),
        () -> PacketWords.quoted(topic.value()) + " a receiver's queue is full");
  }

  private static String about(Message message) {
    return PacketWords.quoted(message.topic().value()) + " msgid=" + message.id().toHex();
  }

  private void message(Step step, ClientId receiver, Message message, Supplier<String> words) {
    note(step, who(receiver.value(), message.sender()), message.topic().value(), words);
  }

  // ---- whom it concerns

  private static Who who(Peer peer, String clientId) {
    return new Who(clientId, peer.host(), peer.port(), null);
  }

  private static Who who(ClientInfo client, String sender) {
    return new Who(client.id().value(), client.peerAddress(), client.peerPort(), sender);
  }

  /** Where a client is, if it is here. */
  private Who who(String clientId, String sender) {
    Home home = clientId.isEmpty() ? null : core.sessions.find(new ClientId(clientId));
    Live live = home == null ? null : home.live();
    return live == null ? new Who(clientId, null, 0, sender) : who(live.info(), sender);
  }

  private void note(Step step, Who who, String topic, Supplier<String> words) {
    note(step, who, topic, words, null);
  }

  private void note(Step step, Who who, String topic, Supplier<String> words, byte[] payload) {
    Tracing now = tracing;
    if (now != null && now.covers(who, topic)) {
      now.sink()
          .accept(
              new TraceEvent(core.time.epochMicros(), step, who, topic, words.get(), payload));
    }
  }
}

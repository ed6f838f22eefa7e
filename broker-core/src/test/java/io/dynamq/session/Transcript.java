package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Plays the inputs of one transcript and writes it anew with the effects that follow each.
 *
 * <p>Inputs begin at the left margin, effects are indented. {@code ->} is a packet from the client,
 * {@code <-} one to it. The other inputs: {@code limits}, {@code session} (a new one), {@code
 * resume} (the next connection in the same process), {@code restart} (the same, in another process),
 * {@code died} (another process that knows only what was {@code saved}),
 * {@code deliver} and {@code retained} (messages for the client), {@code settled} (a promise holds),
 * {@code page} (answers the oldest read), {@code time}, {@code socket full|free}, {@code store
 * on|off|lost}, {@code takes} (longest payload that the client takes), {@code churn} (many messages,
 * each acknowledged at once), {@code flood} (many publishes), {@code state}, {@code unfinished} (what
 * other members of shared groups get if the session ends now). An input that ends with {@code quiet}
 * is followed by its effects without packets.
 */
final class Transcript {
  private static final long START_MICROS = 1_700_000_000_000_000L;

  private final WrittenEffects out = new WrittenEffects();
  private SessionLimits limits = SessionLimits.DEFAULT;
  private Session session;
  private InflightSnapshot saved;
  private long epoch;
  private long nowMicros = START_MICROS;
  private int messages;

  /** Comments and inputs as they are, effects as they come. */
  List<String> play(List<String> lines) {
    List<String> written = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" ")) {
        continue;
      }
      written.add(line);
      if (!line.isBlank() && !line.startsWith("#")) {
        nowMicros++;
        input(new Line(line));
        List<String> effects = out.drain();
        if (line.endsWith(" quiet")) {
          effects = effects.stream().filter(effect -> !effect.contains("<-")).toList();
        }
        written.addAll(effects);
      }
    }
    return written;
  }

  private void input(Line line) {
    switch (line.word(0)) {
      case "->" -> fromClient(line);
      case "settled" -> settled(line);
      case "deliver" -> session.deliver(message(line), terms(line), Receipt.NONE, nowMicros);
      case "retained" -> session.deliverStored(message(line), terms(line), true, nowMicros);
      case "page" -> page(line);
      case "churn" -> churn(line);
      case "flood" -> flood(line);
      case "state" -> state();
      case "unfinished" ->
          session.endShared().forEach(
              one -> out.note(one.group() + " " + WrittenEffects.text(one.message().payload())));
      default -> circumstance(line);
    }
  }

  private void circumstance(Line line) {
    switch (line.word(0)) {
      case "limits" -> limits = limits(line);
      case "session" -> {
        out.stored.clear();
        open(line);
      }
      case "resume" -> resume(line, session.unsettled());
      case "restart", "died" -> resume(line, List.of());
      case "saved" -> saved = session.snapshot();
      case "time" -> nowMicros += Math.round(Double.parseDouble(line.word(1)) * 1_000_000);
      case "socket" -> {
        out.writable = line.has("free");
        if (out.writable) {
          session.pump(nowMicros);
        }
      }
      case "store" -> {
        out.storing = !line.has("off");
        if (line.has("lost")) {
          out.stored.clear();
        }
      }
      case "takes" -> out.largestPayload = line.number(1);
      default -> throw new IllegalArgumentException("unknown input: " + line);
    }
  }

  private static SessionLimits limits(Line line) {
    SessionLimits usual = SessionLimits.DEFAULT;
    SessionLimits.Receiving receiving = usual.receiving();
    SessionLimits.Queue queue = usual.queue();
    return new SessionLimits(
        new SessionLimits.Receiving(
            (int) line.value("awaiting", receiving.maxAwaitingRel()),
            (int) line.value("aliases", receiving.maxTopicAlias()),
            line.value("await-rel", receiving.awaitRelMillis())),
        new SessionLimits.Sending(
            (int) line.value("inflight", usual.sending().maxInflight()),
            (int) line.value("aliases-out", usual.sending().maxTopicAlias()),
            line.has("upgrade")),
        new SessionLimits.Queue(
            (int) line.value("queue", queue.maxMessages()),
            line.value("queue-bytes", queue.maxBytes()),
            (int) line.value("memory", queue.maxMemoryMessages()),
            line.value("memory-bytes", queue.maxMemoryBytes()),
            !line.has("no-qos0")),
        new SessionLimits.Excess(line.value("age", 0) * 1_000, OverflowPolicy.of(overflow(line))));
  }

  private static Overflow overflow(Line line) {
    for (Overflow each : Overflow.values()) {
      if (line.has(each.name().toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    return Overflow.DROP_OLDEST;
  }

  private void open(Line line) {
    int version = line.word(1).charAt(1) - '0';
    int receiveMaximum = (int) line.value("receive-maximum", 65_535);
    out.reads.clear();
    PositionSource positions = line.has("persistent") ? new PositionSource(++epoch) : null;
    int aliases = (int) line.value("aliases", 0);
    session =
        new Session(
            new SessionProfile(version, receiveMaximum, aliases, limits, positions), out);
  }

  private void resume(Line line, List<PendingAck> unsettled) {
    InflightSnapshot snapshot = line.word(0).equals("died") ? saved : session.snapshot();
    open(line);
    if (line.word(0).equals("died") || snapshot.doubtful()) {
      session.distrustSnapshot(snapshot.doubtful() || line.has("kept"));
    }
    long bytes = out.stored.values().stream().mapToLong(one -> one.message().size()).sum();
    session.resume(
        snapshot, unsettled, new InflightStore.Backlog(out.stored.size(), bytes), nowMicros);
  }

  // ---- from the client

  private void fromClient(Line line) {
    if (line.word(1).equals("PUBLISH")) {
      receive(publish(line));
      return;
    }
    ReasonCode code = line.hasWord(3) ? ReasonCode.valueOf(line.word(3)) : ReasonCode.SUCCESS;
    session.ackReceived(
        Ack.of(Ack.Type.valueOf(line.word(1)), line.number(2), code), nowMicros);
  }

  private void receive(Publish publish) {
    Rejected rejected = session.publishReceived(publish);
    if (rejected != null) {
      out.note("refused " + rejected.code() + " [" + rejected.statement() + "]");
    }
  }

  private static Publish publish(Line line) {
    return publish(line, (int) line.value("id", 0));
  }

  private static Publish publish(Line line, int packetId) {
    return new Publish(
        line.has("dup"),
        line.qos(),
        line.has("retain"),
        line.topic() == null ? null : TopicName.of(line.topic()),
        packetId,
        (int) line.value("alias", 0),
        -1,
        MessageProperties.NONE,
        line.payload());
  }

  private void settled(Line line) {
    ReasonCode code = line.hasWord(2) ? ReasonCode.valueOf(line.word(2)) : ReasonCode.SUCCESS;
    if (line.word(1).equals("all")) {
      List<PendingAck> all = List.copyOf(out.awaited);
      out.awaited.clear();
      all.forEach(ack -> session.settled(ack, code));
      return;
    }
    int packetId = line.number(1);
    PendingAck ack =
        out.awaited.stream().filter(one -> one.packetId == packetId).findFirst().orElseThrow();
    out.awaited.remove(ack);
    session.settled(ack, code);
  }

  // ---- to the client

  private Message message(Line line) {
    long expiry = line.value("expiry", -1);
    return new Message(
        new MessageId(nowMicros, ++messages),
        TopicName.of(line.topic()),
        line.qos(),
        line.has("retain"),
        line.payload(),
        MessageProperties.NONE,
        "sender",
        nowMicros,
        expiry < 0 ? Message.NEVER : nowMicros / 1_000 + expiry * 1_000);
  }

  private static Terms terms(Line line) {
    Qos granted = Qos.of((int) line.value("granted", 2));
    return new Terms(granted, line.has("as-published"), line.numbers("ids"), line.text("group"));
  }

  private void page(Line line) {
    if (out.reads.isEmpty()) {
      out.note("no read to answer");
      return;
    }
    WrittenEffects.Read read = out.reads.remove(0);
    if (line.has("failed")) {
      session.readFailed();
      return;
    }
    List<StoredMessage> page =
        out.stored.tailMap(read.after(), false).values().stream()
            .limit(read.maxMessages())
            .toList();
    session.pageRead(page, nowMicros);
  }

  // ---- many at once

  /** So many messages to the client, each acknowledged in full; only the identifiers are told. */
  private void churn(Line line) {
    out.silent = true;
    int first = 0;
    int last = 0;
    for (int i = 0; i < line.number(1); i++) {
      nowMicros++;
      session.deliver(message(line), terms(line), Receipt.NONE, nowMicros);
      Delivery delivery = out.sent.get(out.sent.size() - 1);
      last = delivery.packetId();
      first = i == 0 ? last : first;
      if (delivery.qos() == Qos.EXACTLY_ONCE) {
        session.ackReceived(Ack.of(Ack.Type.PUBREC, last), nowMicros);
        session.ackReceived(Ack.of(Ack.Type.PUBCOMP, last), nowMicros);
      } else {
        session.ackReceived(Ack.of(Ack.Type.PUBACK, last), nowMicros);
      }
    }
    out.silent = false;
    out.note("identifiers " + first + " to " + last);
  }

  /** So many publishes of the client, identifiers rising from 1. */
  private void flood(Line line) {
    int before = out.published.size();
    out.silent = !line.has("aloud");
    for (int i = 1; i <= line.number(1); i++) {
      receive(publish(line, i));
    }
    out.silent = false;
    out.note("published " + (out.published.size() - before));
  }

  private void state() {
    InflightSnapshot snapshot = session.snapshot();
    out.note("sent through " + out.number(snapshot.sentThrough()));
    for (InflightSnapshot.Outbound one : snapshot.outbound()) {
      out.note(
          "out " + one.packetId() + " " + out.number(one.position())
              + (one.released() ? " released" : ""));
    }
    out.note("in " + snapshot.inboundQos2());
    SessionFigures figures = session.figures();
    out.note(
        "queued " + figures.queued() + ", delivered " + figures.delivered()
            + ", dropped " + figures.dropped() + ", stored " + session.stored().messages());
  }
}

package io.dynamq.engine;

import io.dynamq.auth.Certificate;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Verdict;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Standing;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Will;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * CONNECT in flat steps: version and client id, authentication, will, then the session's home. Each
 * step refuses or calls the next. With an authentication method the {@link Handshake} comes first,
 * because the name that it proves may become the client id. On the connection's loop.
 */
final class Connector {
  private final Core core;
  private final ClientChannel channel;
  private final Zone zone;
  private Proof proof;

  Connector(Core core, ClientChannel channel, Zone zone) {
    this.core = core;
    this.channel = channel;
    this.zone = zone;
  }

  void connect(Connect connect) {
    core.meters.count(Metric.CLIENT_CONNECT);
    core.tracer.received(channel.connection().peer(), connect.clientId(), connect);
    if (connect.version() < 3 || connect.version() > 5) {
      channel.refuse(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, null);
      return;
    }
    if (zone.manners().redirect().code() != null) {
      channel.redirect(zone.manners().redirect());
      return;
    }
    if (connect.options().authenticationMethod() != null) {
      channel.shakeHands(
          new Handshake(core, channel, connect, shown -> proven(connect, shown)));
      return;
    }
    identify(connect);
  }

  /** The proven name takes the place of the one that CONNECT gave. */
  private void proven(Connect connect, Proof shown) {
    proof = shown;
    core.tracer.proven(channel.connection().peer(), connect.clientId(), shown.method());
    identify(named(connect, shown.username()));
  }

  private static Connect named(Connect connect, String username) {
    return new Connect(
        connect.version(),
        connect.clientId(),
        connect.cleanStart(),
        connect.keepAliveSeconds(),
        username,
        null,
        connect.will(),
        connect.options());
  }

  private void identify(Connect connect) {
    String id = connect.clientId();
    String certified = channel.connection().peer().certified().clientId();
    if (certified != null) {
      id = certified;
    } else if (zone.identity().useUsernameAsClientId() && username(connect) != null) {
      id = username(connect);
    }
    boolean assign = id.isEmpty();
    // MQTT 3 may leave the id out only with clean session [MQTT-3.1.3-8]; 3.1 may not at all.
    if (assign && (connect.version() == 3 || connect.version() == 4 && !connect.cleanStart())) {
      channel.refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, null);
      return;
    }
    if (id.length() > zone.limits().maxClientIdLength() / 3
        && id.getBytes(StandardCharsets.UTF_8).length > zone.limits().maxClientIdLength()) {
      core.meters.count(Metric.LIMITS_CLIENTID_LEN);
      channel.refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "client identifier too long");
      return;
    }
    if (Groups.isReserved(id)) {
      channel.refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the name of a shared group");
      return;
    }
    ClientId clientId = assign ? AssignedId.next() : new ClientId(id);
    // A client that gave none is told [MQTT-3.2.2-16], also if a certificate or its user name did.
    boolean told = connect.clientId().isEmpty();
    if (proof == null) {
      authenticate(connect, clientId, told);
    } else {
      prepare(connect, info(connect, clientId, new Standing(proof.method())), told);
    }
  }

  private void authenticate(Connect connect, ClientId id, boolean assigned) {
    core.meters.count(Metric.CLIENT_AUTHENTICATE);
    Peer peer = channel.connection().peer();
    CompletableFuture<Verdict> verdict =
        core.authenticator.authenticate(
            new Credentials(
                id.value(),
                username(connect),
                connect.password(),
                peer.remote(),
                peer.listener(),
                certificate(peer.certified())));
    if (verdict.isDone() && !verdict.isCompletedExceptionally()) {
      decided(connect, id, assigned, verdict.join());
    } else {
      verdict.whenComplete(
          (answer, fault) ->
              channel.loop().execute(() -> decided(connect, id, assigned, answer)));
    }
  }

  private static Certificate certificate(Peer.Certified certified) {
    return certified.subject() == null
        ? null
        : new Certificate(certified.subject(), certified.username() != null);
  }

  /** A chain that fails has not allowed anything. */
  private void decided(Connect connect, ClientId id, boolean assigned, Verdict verdict) {
    if (channel.isClosed()) {
      return;
    }
    if (verdict == null || !verdict.isAllowed()) {
      core.meters.count(Metric.CLIENT_AUTH_FAILURE);
      ReasonCode code = verdict == null ? ReasonCode.SERVER_UNAVAILABLE : verdict.code();
      String words = verdict == null ? "no answer" : "refused by " + verdict.decidedBy();
      core.refusals.refused(id.value(), channel.connection().peer(), code, words);
      core.tracer.turnedAway(channel.connection().peer(), id.value(), code, words);
      channel.refuse(code, null);
      return;
    }
    core.meters.count(Metric.CLIENT_AUTH_SUCCESS);
    core.tracer.judged(channel.connection().peer(), id.value(), verdict);
    if (verdict.anonymous()) {
      core.meters.count(Metric.CLIENT_AUTH_SUCCESS_ANONYMOUS);
    }
    Connect named =
        verdict.standing().attributes().get(Standing.USERNAME) instanceof String name
            ? named(connect, name)
            : connect;
    prepare(named, info(named, id, verdict.standing()), assigned);
  }

  /** Fetches what its permissions depend on, if that is not at hand. */
  private void prepare(Connect connect, ClientInfo info, boolean assigned) {
    if (!zone.guard().rules()) {
      checkWill(connect, info, assigned);
      return;
    }
    CompletableFuture<ClientInfo> prepared = core.authorizer.prepare(info);
    if (prepared.isDone() && !prepared.isCompletedExceptionally()) {
      checkWill(connect, prepared.join(), assigned);
      return;
    }
    prepared.whenComplete(
        (ready, fault) ->
            channel.loop().execute(() -> fetched(connect, info, assigned, ready)));
  }

  /** Whose rules are not known is not let in. */
  private void fetched(Connect connect, ClientInfo asked, boolean assigned, ClientInfo ready) {
    if (channel.isClosed()) {
      return;
    }
    if (ready == null) {
      ReasonCode code = ReasonCode.SERVER_UNAVAILABLE;
      Peer peer = channel.connection().peer();
      core.refusals.refused(asked.id().value(), peer, code, "its access rules cannot be read");
      channel.refuse(code, null);
      return;
    }
    checkWill(connect, ready, assigned);
  }

  private void checkWill(Connect connect, ClientInfo info, boolean assigned) {
    Names names = Names.of(core.settings.modules(), zone, info);
    if (names == null) {
      channel.refuse(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "not usable in the mountpoint");
      return;
    }
    Will will = connect.will();
    if (will != null) {
      ReasonCode refusal = refusal(will, info, names);
      if (refusal != null) {
        channel.refuse(refusal, "will refused");
        return;
      }
    }
    Attach attach = new Attach(channel, connect, zone, assigned, info, names, proof);
    if (!Welcome.fits(attach)) {
      channel.refuse(ReasonCode.PACKET_TOO_LARGE, "no room for the CONNACK that would accept");
      return;
    }
    core.sessions.attach(attach);
  }

  private ReasonCode refusal(Will will, ClientInfo info, Names names) {
    if (will.qos().value() > zone.offer().maxQos().value()) {
      return ReasonCode.QOS_NOT_SUPPORTED;
    }
    if (will.retain() && !zone.offer().retainAvailable()) {
      return ReasonCode.RETAIN_NOT_SUPPORTED;
    }
    TopicName topic = core.delayed.real(will.topic());
    if (topic == null || PublishRules.isTooDeep(core, zone, topic)) {
      return ReasonCode.TOPIC_NAME_INVALID;
    }
    if (PublishRules.isFalselyText(zone, will.properties(), will.payload())) {
      return ReasonCode.PAYLOAD_FORMAT_INVALID;
    }
    boolean allowed =
        !PublishRules.isTheBrokers(topic.value())
            && (!zone.guard().rules()
                || core.authorizer.mayPublish(info, topic.value(), will.qos(), will.retain()));
    if (!allowed) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    return names.published(will.topic()) == null ? ReasonCode.TOPIC_NAME_INVALID : null;
  }

  private ClientInfo info(Connect connect, ClientId id, Standing standing) {
    Peer peer = channel.connection().peer();
    return new ClientInfo(
        id,
        username(connect),
        peer.host(),
        peer.port(),
        peer.localPort(),
        connect.version(),
        connect.cleanStart(),
        zone.lifetime().serverKeepAliveSeconds() >= 0
            ? zone.lifetime().serverKeepAliveSeconds()
            : connect.keepAliveSeconds(),
        expirySeconds(connect),
        core.time.epochMillis(),
        zone.guard().flapping() ? standing.with(Standing.RESTLESSNESS, "counts") : standing);
  }

  /** The certificate's word counts more than the client's. */
  private String username(Connect connect) {
    String certified = channel.connection().peer().certified().username();
    return certified != null ? certified : connect.username();
  }

  private long expirySeconds(Connect connect) {
    if (connect.version() < 5) {
      return connect.cleanStart() ? 0 : zone.lifetime().sessionExpirySeconds();
    }
    return Math.min(connect.options().sessionExpirySeconds(), zone.lifetime().maxSessionExpirySeconds());
  }
}

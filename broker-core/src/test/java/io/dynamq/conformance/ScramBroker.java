package io.dynamq.conformance;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.auth.Authorizer;
import io.dynamq.auth.scram.ScramAuthenticator;
import io.dynamq.auth.scram.ScramClient;
import io.dynamq.auth.scram.ScramCredential;
import io.dynamq.engine.Zone;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A broker that knows alice and bob by SCRAM-SHA-256, and what such clients send. */
final class ScramBroker implements AutoCloseable {
  static final String METHOD = ScramAuthenticator.METHOD;
  static final int CONTINUE = 0x18;
  static final int AGAIN = 0x19;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, ScramCredential> users = new ConcurrentHashMap<>();
  private final LoopbackBroker broker;

  private ScramBroker(Set<String> openListeners, UnaryOperator<Zone> zone) {
    users.put("alice", ScramCredential.of("secret".toCharArray(), 4_096, RANDOM));
    users.put("bob", ScramCredential.of("hidden".toCharArray(), 4_096, RANDOM));
    broker =
        LoopbackBroker.with()
            .zone(zone)
            .authorizer(new OwnTopics())
            .authenticator(
                new AuthenticationMethods(
                    new AnonymousAuthenticator(openListeners),
                    List.of(new ScramAuthenticator(users::get, new byte[32], 4_096, RANDOM))))
            .start();
  }

  /** What is below {@code private/} belongs to the user that is named there. */
  private static final class OwnTopics implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return isFor(client, topic);
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return isFor(client, path);
    }

    private static boolean isFor(ClientInfo client, String topic) {
      return !topic.startsWith("private/") || topic.equals("private/" + client.username());
    }
  }

  /** Anonymous clients may connect too. */
  static ScramBroker open() {
    return new ScramBroker(
        Set.of(LoopbackBroker.LISTENER), UnaryOperator.identity());
  }

  /** Nobody else may connect. */
  static ScramBroker closed() {
    return closed(UnaryOperator.identity());
  }

  /** The same with other limits. */
  static ScramBroker closed(UnaryOperator<Zone> zone) {
    return new ScramBroker(Set.of(), zone);
  }

  LoopbackBroker broker() {
    return broker;
  }

  Map<String, ScramCredential> users() {
    return users;
  }

  static ScramClient alice() {
    return ScramClient.of("alice", "secret");
  }

  /** CONNECT with a method and data, null for none. */
  static ConnectPacket connect(String method, byte[] data) {
    return ConnectPacket.v5(MqttClient.unique("scram")).with(props(method, data));
  }

  static Props props(String method, byte[] data) {
    Props props = Props.none();
    if (method != null) {
      props.string(Props.AUTHENTICATION_METHOD, method);
    }
    if (data != null) {
      props.data(Props.AUTHENTICATION_DATA, data);
    }
    return props;
  }

  static byte[] auth(int code, String method, byte[] data) {
    return auth(code, props(method, data));
  }

  static byte[] auth(int code, Props props) {
    return new Bytes().u8(code).add(props.block()).packet(0xF0);
  }

  /** A client that has sent its first message. */
  MqttClient greeted(ScramClient scram) {
    return broker.client(5).send(connect(METHOD, scram.first()).bytes());
  }

  /** A client that has sent its proof and waits for the answer. */
  MqttClient proven(ScramClient scram) {
    MqttClient client = greeted(scram);
    Received challenge = client.expect(Received.AUTH);
    return client.send(auth(CONTINUE, METHOD, scram.last(data(challenge))));
  }

  /** A client that is let in. */
  MqttClient connected() {
    MqttClient client = proven(alice());
    Received answer = client.expect(Received.CONNACK);
    if (answer.code() != 0) {
      throw new AssertionError("refused: " + answer);
    }
    return client;
  }

  static byte[] data(Received packet) {
    return (byte[]) packet.property(Props.AUTHENTICATION_DATA);
  }

  @Override
  public void close() {
    broker.close();
  }
}

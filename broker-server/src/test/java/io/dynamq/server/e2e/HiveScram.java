package io.dynamq.server.e2e;

import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import io.dynamq.auth.scram.ScramClient;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** SCRAM-SHA-256 for HiveMQ's client, which has the exchange but no method of its own. */
final class HiveScram implements Mqtt5EnhancedAuthMechanism {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final String method;
  private final String user;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile String password;
  private volatile ScramClient scram;

  HiveScram(String method, String user, String password) {
    this.method = method;
    this.user = user;
    this.password = password;
  }

  static HiveScram of(String user, String password) {
    return new HiveScram("SCRAM-SHA-256", user, password);
  }

  /** What has happened, in order: success, again, rejected, lost. */
  List<String> events() {
    return events;
  }

  void password(String other) {
    password = other;
  }

  private byte[] first() {
    scram = ScramClient.of(user, password);
    return scram.first();
  }

  private static byte[] bytes(Optional<ByteBuffer> data) {
    ByteBuffer buffer = data.orElseThrow();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Override
  public MqttUtf8String getMethod() {
    return MqttUtf8String.of(method);
  }

  @Override
  public int getTimeout() {
    return 20;
  }

  @Override
  public CompletableFuture<Void> onAuth(
      Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder builder) {
    builder.data(first());
    return DONE;
  }

  @Override
  public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder builder) {
    builder.data(first());
    return DONE;
  }

  @Override
  public CompletableFuture<Boolean> onContinue(
      Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder builder) {
    builder.data(scram.last(bytes(auth.getData())));
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
    return judged("success", connAck.getEnhancedAuth().orElseThrow().getData());
  }

  @Override
  public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth auth) {
    return judged("again", auth.getData());
  }

  /** The server has to prove itself too. */
  private CompletableFuture<Boolean> judged(String event, Optional<ByteBuffer> data) {
    boolean trusted = scram.trusts(bytes(data));
    events.add(trusted ? event : "impostor");
    return CompletableFuture.completedFuture(trusted);
  }

  @Override
  public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connAck) {
    events.add("rejected " + connAck.getReasonCode());
  }

  @Override
  public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {
    events.add("rejected again " + disconnect.getReasonCode());
  }

  @Override
  public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {
    events.add("lost");
  }

  @Override
  public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {
    events.add("lost");
  }
}

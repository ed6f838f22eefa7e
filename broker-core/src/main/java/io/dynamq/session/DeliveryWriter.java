package io.dynamq.session;

import io.dynamq.packet.Delivery;
import io.dynamq.store.StoredMessage;

/** Makes PUBLISH packets of messages, with topic aliases where the client takes them. */
final class DeliveryWriter {
  private final Effects out;
  private final OutboundAliases aliases;

  DeliveryWriter(SessionProfile profile, Effects out) {
    int maximum =
        Math.min(profile.limits().sending().maxTopicAlias(), profile.topicAliasMaximum());
    this.aliases = maximum == 0 ? null : new OutboundAliases(maximum);
    this.out = out;
  }

  /** False if the packet is larger than the client takes. */
  boolean write(StoredMessage stored, int packetId, boolean dup, long nowMicros) {
    int alias = aliases == null ? 0 : aliases.choose(stored.message().topic());
    if (out.send(delivery(stored, packetId, dup, alias, nowMicros))) {
      if (alias < 0) {
        aliases.told(-alias, stored.message().topic());
      }
      return true;
    }
    // Name and alias together are longer than the name alone.
    return alias < 0 && out.send(delivery(stored, packetId, dup, 0, nowMicros));
  }

  /**
   * @param alias as {@link OutboundAliases#choose} gave it
   */
  private static Delivery delivery(
      StoredMessage stored, int packetId, boolean dup, int alias, long nowMicros) {
    return new Delivery(
        stored.message(),
        packetId,
        stored.qos(),
        stored.retain(),
        dup,
        stored.subscriptionIdentifiers(),
        Math.abs(alias),
        alias > 0,
        stored.message().secondsLeft(nowMicros / 1_000));
  }
}

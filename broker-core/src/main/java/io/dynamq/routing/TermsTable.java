package io.dynamq.routing;

import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import java.util.Arrays;

/** Makes terms; those without identifier or group exist once per kind. */
final class TermsTable {
  private static final int[] NO_IDENTIFIERS = {};
  private static final Terms[] COMMON = new Terms[Qos.values().length * 2];

  static {
    for (Qos qos : Qos.values()) {
      COMMON[index(qos, false)] = new Terms(qos, false, NO_IDENTIFIERS, null);
      COMMON[index(qos, true)] = new Terms(qos, true, NO_IDENTIFIERS, null);
    }
  }

  private TermsTable() {}

  private static int index(Qos qos, boolean retainAsPublished) {
    return qos.ordinal() * 2 + (retainAsPublished ? 1 : 0);
  }

  static Terms of(Subscription subscription) {
    int[] identifiers =
        subscription.identifier() == 0 ? NO_IDENTIFIERS : new int[] {subscription.identifier()};
    boolean shared = subscription.filter().isShared();
    return of(
        subscription.qos(),
        subscription.retainAsPublished(),
        identifiers,
        shared ? subscription.filter().text() : null);
  }

  /** One delivery for two overlapping subscriptions of a client [MQTT-3.3.4-2..4]. */
  static Terms merge(Terms one, Terms two) {
    Qos qos = one.qos().compareTo(two.qos()) >= 0 ? one.qos() : two.qos();
    return of(
        qos,
        one.retainAsPublished() || two.retainAsPublished(),
        joined(one.subscriptionIdentifiers(), two.subscriptionIdentifiers()),
        null);
  }

  private static Terms of(Qos qos, boolean retainAsPublished, int[] identifiers, String group) {
    return identifiers.length == 0 && group == null
        ? COMMON[index(qos, retainAsPublished)]
        : new Terms(qos, retainAsPublished, identifiers, group);
  }

  private static int[] joined(int[] one, int[] two) {
    if (one.length == 0 || two.length == 0) {
      return one.length == 0 ? two : one;
    }
    int[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}

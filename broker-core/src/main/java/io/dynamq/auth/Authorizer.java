package io.dynamq.auth;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;

/** Decides what a connected client may do. Called on the hot path: must be quick and not block. */
public interface Authorizer {

  /** Everything is allowed: what holds until rules are configured. */
  Authorizer ALLOW_ALL =
      new Authorizer() {
        @Override
        public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
          return true;
        }

        @Override
        public boolean maySubscribe(ClientInfo client, String path) {
          return true;
        }
      };

  boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain);

  /** Which rule keeps a client from publishing to a topic, in words; asked after a refusal only. */
  default String ruleAgainst(ClientInfo client, String topic) {
    return "not permitted";
  }

  /**
   * @param path the real filter, behind any {@code $share} or other prefix
   */
  boolean maySubscribe(ClientInfo client, String path);
}

package io.dynamq.auth;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import java.util.concurrent.CompletableFuture;

/**
 * Decides what clients may do. Must be quick and not block. Any thread; the messages of a connected
 * client go by {@link #permissions} instead, which may remember.
 */
public interface Authorizer {

  /** Everything is allowed: what holds until rules are configured. */
  Authorizer ALLOW_ALL =
      new Authorizer() {
        private final Permissions everything = Authorizer.super.permissions(null);

        @Override
        public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
          return true;
        }

        @Override
        public boolean maySubscribe(ClientInfo client, String path) {
          return true;
        }

        @Override
        public String ruleAgainst(ClientInfo client, String topic) {
          return "everything is allowed";
        }

        @Override
        public String ruleAgainstFilter(ClientInfo client, String path) {
          return "everything is allowed";
        }

        @Override
        public Permissions permissions(ClientInfo client) {
          return everything;
        }
      };

  boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain);

  /**
   * Fetches what is needed to judge a client that is about to be let in.
   *
   * @return the client as it is to be let in; fails if it cannot be judged
   */
  default CompletableFuture<ClientInfo> prepare(ClientInfo client) {
    return CompletableFuture.completedFuture(client);
  }

  /** Which rule decides whether a client may publish to a topic, in words; for people only. */
  default String ruleAgainst(ClientInfo client, String topic) {
    return "not permitted";
  }

  /**
   * @param path the real filter, behind any {@code $share} or other prefix
   */
  boolean maySubscribe(ClientInfo client, String path);

  /** The same of a subscription. */
  default String ruleAgainstFilter(ClientInfo client, String path) {
    return "not permitted";
  }

  /** The permissions of one connection; made when its CONNECT is admitted. */
  default Permissions permissions(ClientInfo client) {
    return new Permissions() {
      @Override
      public boolean mayPublish(String topic, Qos qos, boolean retain) {
        return Authorizer.this.mayPublish(client, topic, qos, retain);
      }

      @Override
      public boolean maySubscribe(String path) {
        return Authorizer.this.maySubscribe(client, path);
      }
    };
  }
}

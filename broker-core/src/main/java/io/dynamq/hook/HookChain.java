package io.dynamq.hook;

import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Calls every registered {@link Hooks} in order of registration. Registration: any thread. */
public final class HookChain implements Hooks {
  private final CopyOnWriteArrayList<Hooks> links = new CopyOnWriteArrayList<>();

  public void add(Hooks hooks) {
    links.addIfAbsent(hooks);
  }

  public void remove(Hooks hooks) {
    links.remove(hooks);
  }

  @Override
  public void sessionCreated(ClientInfo client) {
    for (Hooks link : links) {
      link.sessionCreated(client);
    }
  }

  @Override
  public void clientConnected(ClientInfo client) {
    for (Hooks link : links) {
      link.clientConnected(client);
    }
  }

  @Override
  public void clientDisconnected(ClientInfo client, String reason) {
    for (Hooks link : links) {
      link.clientDisconnected(client, reason);
    }
  }

  @Override
  public void sessionTerminated(ClientInfo client, String reason) {
    for (Hooks link : links) {
      link.sessionTerminated(client, reason);
    }
  }

  @Override
  public void sessionSubscribed(ClientInfo client, Subscription subscription, boolean isNew) {
    for (Hooks link : links) {
      link.sessionSubscribed(client, subscription, isNew);
    }
  }

  @Override
  public void sessionUnsubscribed(ClientInfo client, TopicFilter filter) {
    for (Hooks link : links) {
      link.sessionUnsubscribed(client, filter);
    }
  }

  @Override
  public CompletableFuture<Void> messagePublish(Message message) {
    CompletableFuture<Void> all = DONE;
    for (Hooks link : links) {
      CompletableFuture<Void> one = link.messagePublish(message);
      if (one != DONE) {
        all = all == DONE ? one : CompletableFuture.allOf(all, one);
      }
    }
    return all;
  }

  @Override
  public void messageDelivered(ClientInfo client, Message message) {
    for (Hooks link : links) {
      link.messageDelivered(client, message);
    }
  }

  @Override
  public void messageAcked(ClientInfo client, Message message) {
    for (Hooks link : links) {
      link.messageAcked(client, message);
    }
  }
}

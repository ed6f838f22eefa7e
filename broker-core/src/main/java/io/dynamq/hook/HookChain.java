package io.dynamq.hook;

import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls every registered {@link Hooks} in order of registration. A hook that throws is reported and
 * hinders neither the other hooks nor the session that called. Registration: any thread.
 */
public final class HookChain implements Hooks {
  private static final Logger LOG = LoggerFactory.getLogger(HookChain.class);

  private static final Hooks[] NONE = {};

  /** Replaced as a whole; an array, because going through it for each message makes no object. */
  private volatile Hooks[] links = NONE;

  public synchronized void add(Hooks hooks) {
    List<Hooks> next = new ArrayList<>(List.of(links));
    if (!next.contains(hooks)) {
      next.add(hooks);
      links = next.toArray(NONE);
    }
  }

  public synchronized void remove(Hooks hooks) {
    List<Hooks> next = new ArrayList<>(List.of(links));
    next.remove(hooks);
    links = next.toArray(NONE);
  }

  @Override
  public void sessionCreated(ClientInfo client) {
    each(link -> link.sessionCreated(client));
  }

  @Override
  public void clientConnected(ClientInfo client) {
    each(link -> link.clientConnected(client));
  }

  @Override
  public void clientDisconnected(ClientInfo client, String reason) {
    each(link -> link.clientDisconnected(client, reason));
  }

  @Override
  public void sessionTerminated(ClientInfo client, String reason) {
    each(link -> link.sessionTerminated(client, reason));
  }

  @Override
  public void nodeDied(String node) {
    each(link -> link.nodeDied(node));
  }

  @Override
  public void sessionSubscribed(ClientInfo client, Subscription subscription, boolean isNew) {
    each(link -> link.sessionSubscribed(client, subscription, isNew));
  }

  @Override
  public void sessionUnsubscribed(ClientInfo client, TopicFilter filter) {
    each(link -> link.sessionUnsubscribed(client, filter));
  }

  @Override
  public CompletableFuture<Void> messagePublish(Message message) {
    CompletableFuture<Void> all = DONE;
    for (Hooks link : links) {
      CompletableFuture<Void> one = published(link, message);
      if (one != DONE) {
        all = all == DONE ? one : CompletableFuture.allOf(all, one);
      }
    }
    return all;
  }

  /** What a plug-in should have kept and did not is not promised to the publisher. */
  private static CompletableFuture<Void> published(Hooks link, Message message) {
    try {
      return link.messagePublish(message);
    } catch (RuntimeException e) {
      report(link, e);
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void messageDropped(Message message) {
    if (links.length > 0) {
      each(link -> link.messageDropped(message));
    }
  }

  @Override
  public void messageDelivered(ClientInfo client, Message message) {
    if (links.length > 0) {
      each(link -> link.messageDelivered(client, message));
    }
  }

  @Override
  public void messageAcked(ClientInfo client, Message message) {
    if (links.length > 0) {
      each(link -> link.messageAcked(client, message));
    }
  }

  private void each(Consumer<Hooks> call) {
    for (Hooks link : links) {
      try {
        call.accept(link);
      } catch (RuntimeException e) {
        report(link, e);
      }
    }
  }

  private static void report(Hooks link, RuntimeException fault) {
    LOG.error("a hook of {} failed", link.getClass().getName(), fault);
  }
}

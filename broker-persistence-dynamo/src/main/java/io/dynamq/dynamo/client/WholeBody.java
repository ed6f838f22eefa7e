package io.dynamq.dynamo.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The body of an answer, gathered and then changed, on the thread that brings its end. An error of
 * the change is an error of the body.
 */
final class WholeBody implements Publisher<ByteBuffer> {
  private final Publisher<ByteBuffer> parts;
  private final UnaryOperator<byte[]> change;

  WholeBody(Publisher<ByteBuffer> parts, UnaryOperator<byte[]> change) {
    this.parts = parts;
    this.change = change;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> receiver) {
    parts.subscribe(new Gathering(receiver));
  }

  private final class Gathering implements Subscriber<ByteBuffer>, Subscription {
    private final Subscriber<? super ByteBuffer> receiver;
    private final List<ByteBuffer> body = new ArrayList<>();
    private Subscription upstream;
    private boolean asked;

    Gathering(Subscriber<? super ByteBuffer> receiver) {
      this.receiver = receiver;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      upstream = subscription;
      receiver.onSubscribe(this);
    }

    /** Whoever wants one buffer gets all of them in it. */
    @Override
    public void request(long count) {
      if (!asked) {
        asked = true;
        upstream.request(Long.MAX_VALUE);
      }
    }

    @Override
    public void cancel() {
      upstream.cancel();
    }

    @Override
    public void onNext(ByteBuffer part) {
      body.add(part);
    }

    private byte[] whole() {
      ByteBuffer whole = ByteBuffer.allocate(body.stream().mapToInt(ByteBuffer::remaining).sum());
      body.forEach(whole::put);
      body.clear();
      return whole.array();
    }

    @Override
    public void onError(Throwable error) {
      receiver.onError(error);
    }

    @Override
    public void onComplete() {
      byte[] changed;
      try {
        changed = change.apply(whole());
      } catch (RuntimeException e) {
        receiver.onError(e);
        return;
      }
      receiver.onNext(ByteBuffer.wrap(changed));
      receiver.onComplete();
    }
  }
}

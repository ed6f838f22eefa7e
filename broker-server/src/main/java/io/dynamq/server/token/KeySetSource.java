package io.dynamq.server.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.server.config.JwtConfig;
import io.dynamq.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are fetched as a JSON Web Key Set [RFC 7517], at the start, at intervals, and when one is
 * missing. While they cannot be fetched those of before count. A thread of its own.
 */
final class KeySetSource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeySetSource.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int BYTES_MAX = 1 << 20;
  private static final int KEYS_MAX = 100;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final URI address;
  private final Meters meters;
  private final Time time;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread made = new Thread(work, "dynamq-jwks");
            made.setDaemon(true);
            return made;
          });
  private final AtomicLong askedAt;
  private volatile List<JWK> keys;

  KeySetSource(JwtConfig.Keys config, Meters meters, Time time) {
    this.address = config.jwks();
    this.meters = meters;
    this.time = time;
    this.askedAt = new AtomicLong(time.nanos());
    thread.scheduleWithFixedDelay(
        this::fetch, 0, config.refreshMillis(), TimeUnit.MILLISECONDS);
  }

  /** Null if none were fetched yet. */
  List<JWK> keys() {
    return keys;
  }

  /** A token names a key that is not there; returns at once. */
  void missing() {
    long before = askedAt.get();
    long now = time.nanos();
    if (now - before >= PAUSE_NANOS && askedAt.compareAndSet(before, now)) {
      try {
        thread.execute(this::fetch);
      } catch (RejectedExecutionException closed) {
        LOG.debug("no more keys are fetched");
      }
    }
  }

  private void fetch() {
    try {
      List<JWK> fetched = JWKSet.parse(text()).toPublicJWKSet().getKeys();
      if (fetched.size() > KEYS_MAX) {
        throw new IOException("it has more than " + KEYS_MAX + " keys");
      }
      if (keys == null || !keys.equals(fetched)) {
        LOG.info("{} keys for tokens from {}", fetched.size(), address);
      }
      keys = List.copyOf(fetched);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | ParseException | RuntimeException e) {
      // An exception would end the schedule for good.
      meters.count(Metric.AUTH_JWKS_ERRORS);
      LOG.warn(
          "keys for tokens cannot be fetched from {}, {}: {}",
          address,
          keys == null ? "tokens are refused until then" : "those of before count",
          e.toString());
    }
  }

  private String text() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Accept", "application/json")
            .build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("the answer is " + response.statusCode());
      }
      byte[] bytes = body.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IOException("the answer is larger than 1 MB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

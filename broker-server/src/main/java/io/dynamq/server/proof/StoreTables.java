package io.dynamq.server.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.server.proof.client.Subscriber;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Compares the broker's tables with what the clients know, past the proxy. The endpoint must be one
 * that does not check signatures.
 */
final class StoreTables {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=proof/20200101/us-west-2/dynamodb/aws4_request,"
          + " SignedHeaders=host, Signature=proof";

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI endpoint;
  private final String prefix;
  private final String run;

  /**
   * Nothing is asked yet.
   *
   * @param prefix of the tables
   * @param run begins the client ids and topics that are looked at
   */
  StoreTables(InetSocketAddress store, String prefix, String run) {
    endpoint = URI.create("http://" + store.getHostString() + ":" + store.getPort());
    this.prefix = prefix;
    this.run = run;
  }

  /**
   * A row that is there and should not be, or the other way.
   *
   * @param since when the change was acknowledged that it contradicts; empty if there was none
   */
  record Difference(String text, OptionalLong since) {}

  /** What is wrong; empty when all is right. */
  List<Difference> differences(Clients clients) throws IOException, InterruptedException {
    List<Difference> wrong = new ArrayList<>();
    Set<String> subscriptions = new TreeSet<>();
    for (Subscriber subscriber : clients.subscribers()) {
      subscriber
          .filters()
          .forEach(filter -> subscriptions.add(subscriber.clientId() + " " + filter));
    }
    compare(wrong, "mqb_sub", subscriptions, keys("sub", "c", "f"), key -> changed(clients, key));
    compare(
        wrong,
        "mqb_retain",
        new TreeSet<>(clients.retained().expected()),
        keys("retain", "t"),
        clients.retained()::changedAt);
    compare(
        wrong, "mqb_queue", Set.of(), keys("queue", "c", "s"), key -> OptionalLong.empty());
    Set<String> sessions = new TreeSet<>();
    clients.subscribers().forEach(subscriber -> sessions.add(subscriber.clientId()));
    Set<String> found = keys("session", "c");
    found.retainAll(sessions);
    compare(wrong, "mqb_session", sessions, found, key -> OptionalLong.empty());
    return wrong;
  }

  private static OptionalLong changed(Clients clients, String row) {
    String[] clientAndFilter = row.split(" ", 2);
    return clients.subscribers().stream()
        .filter(subscriber -> subscriber.clientId().equals(clientAndFilter[0]))
        .map(subscriber -> subscriber.changedAt(clientAndFilter[1]))
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static void compare(
      List<Difference> wrong,
      String table,
      Set<String> expected,
      Set<String> found,
      Function<String, OptionalLong> since) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(found);
    Set<String> more = new TreeSet<>(found);
    more.removeAll(expected);
    missing.forEach(
        key -> wrong.add(new Difference(table + " has no row for " + key, since.apply(key))));
    more.forEach(
        key -> wrong.add(new Difference(table + " has a row for " + key, since.apply(key))));
  }

  private Set<String> keys(String table, String... attributes)
      throws IOException, InterruptedException {
    Set<String> keys = new TreeSet<>();
    ObjectNode request = JSON.createObjectNode().put("TableName", prefix + table);
    request.put("ConsistentRead", true);
    JsonNode last;
    do {
      JsonNode page = ask(request);
      for (JsonNode item : page.path("Items")) {
        List<String> parts = new ArrayList<>();
        for (String attribute : attributes) {
          parts.add(item.path(attribute).path("S").asText());
        }
        if (parts.get(0).startsWith(run) && !parts.get(0).startsWith(run + "-e")) {
          keys.add(String.join(" ", parts));
        }
      }
      last = page.path("LastEvaluatedKey");
      request.set("ExclusiveStartKey", last);
    } while (!last.isMissingNode());
    return keys;
  }

  private JsonNode ask(ObjectNode request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(endpoint)
                .header("X-Amz-Target", "DynamoDB_20120810.Scan")
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("Authorization", AUTHORIZATION)
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the store answers " + response.body());
    }
    return JSON.readTree(response.body());
  }
}

package io.dynamq.dynamo.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.dynamodb.operation.Answer;
import io.dynamq.dynamodb.operation.Dispatcher;
import io.dynamq.dynamodb.storage.RocksStore;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.ItemStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The store that all nodes share: the operations of the embedded store, whose semantics are held to
 * DynamoDB's elsewhere, behind a network that the weather spoils.
 */
final class TableStore implements AutoCloseable {
  /** What the SDK waits for an answer. */
  private static final long PATIENCE_MICROS = 2_000_000;

  private static final String TARGET = "DynamoDB_20120810.";
  private static final byte[] THROTTLED =
      "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ThrottlingException\"}"
          .getBytes(StandardCharsets.UTF_8);
  private static final byte[] INTERNAL =
      "{\"__type\":\"com.amazonaws.dynamodb.v20120810#InternalServerError\"}"
          .getBytes(StandardCharsets.UTF_8);

  /** Who asked; told once, on its own lane. */
  interface Asker {
    void answered(int status, byte[] body);

    void failed(IOException why);
  }

  private final Schedule schedule;
  private final RocksStore rocks = RocksStore.open(null, false);
  private final Dispatcher dispatcher;
  private final ObjectMapper json = new ObjectMapper();
  private final Schedule.Lane lane;
  private final String sessionTable;
  Weather weather = Weather.FAIR;
  private long requests;

  /** Of those who write though they may not. */
  final Fences fences;

  /** Told of a client id and of the process that has just written its session's row. */
  BiConsumer<String, String> owners = (client, process) -> {};

  TableStore(Schedule schedule, List<TableSpec> tables) {
    this.schedule = schedule;
    fences = new Fences(schedule);
    lane = schedule.lane(Life.OUTSIDE, "store");
    ItemStore items = new ItemStore(rocks);
    dispatcher =
        new Dispatcher(new Catalog(rocks, items), items, new Faults(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    tables.forEach(this::create);
    sessionTable =
        tables.stream().map(TableSpec::name).filter(n -> n.endsWith("_session")).findAny().get();
  }

  private void create(TableSpec table) {
    ObjectNode request = json.createObjectNode();
    request.put("TableName", table.name()).put("BillingMode", "PAY_PER_REQUEST");
    ArrayNode keys = request.putArray("KeySchema");
    ArrayNode attributes = request.putArray("AttributeDefinitions");
    key(keys, attributes, table.hashName(), "HASH");
    if (table.rangeName() != null) {
      key(keys, attributes, table.rangeName(), "RANGE");
    }
    Answer answer = dispatcher.handle(TARGET + "CreateTable", bytes(request));
    if (answer.status() != 200) {
      throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  private static void key(ArrayNode keys, ArrayNode attributes, String name, String type) {
    keys.addObject().put("AttributeName", name).put("KeyType", type);
    attributes.addObject().put("AttributeName", name).put("AttributeType", "S");
  }

  long requests() {
    return requests;
  }

  // ---- the network

  /** One request; whether the asker still lives when it arrives is no matter. */
  void ask(String target, byte[] body, Schedule.Lane back, Asker asker) {
    requests++;
    tellOfPuts(target, body, back.toString());
    Weather now = weather;
    if (now == Weather.AWAY) {
      long wait = schedule.chance(0.5) ? 1_000 : 1_000_000;
      schedule.after(wait, back, () -> asker.failed(new IOException("connection refused")));
      return;
    }
    Exchange exchange = new Exchange(target, body, back, asker, now);
    schedule.after(way(now), lane, exchange::arrive);
    schedule.after(PATIENCE_MICROS, back, exchange::giveUp);
  }

  private void tellOfPuts(String target, byte[] body, String process) {
    boolean batch = target.endsWith("BatchWriteItem");
    boolean update = target.endsWith("UpdateItem");
    if (!batch && !update && !target.endsWith("PutItem")) {
      return;
    }
    ObjectNode request = read(body);
    if (!batch) {
      tellOfPut(
          process, request.get("TableName").asText(), request.get(update ? "Key" : "Item"));
      return;
    }
    for (Map.Entry<String, JsonNode> table : request.get("RequestItems").properties()) {
      table
          .getValue()
          .forEach(one -> tellOfPut(process, table.getKey(), one.at("/PutRequest/Item")));
    }
  }

  private void tellOfPut(String process, String table, JsonNode item) {
    boolean isOfSession = table.endsWith("_queue") || table.endsWith("_sub");
    if (isOfSession && !item.isMissingNode()) {
      String row = item.at(table.endsWith("_sub") ? "/f/S" : "/s/S").asText();
      fences.puts(process, item.at("/c/S").asText(), table + " " + row);
    }
  }

  private long way(Weather now) {
    return now == Weather.SLOW
        ? schedule.between(1_000, schedule.chance(0.02) ? 1_900_000 : 250_000)
        : schedule.between(50, 2_000);
  }

  /** Of one request. */
  private final class Exchange {
    private final String target;
    private final byte[] body;
    private final Schedule.Lane back;
    private final Asker asker;
    private final Weather sentIn;
    private boolean over;

    /** Session rows that were read, with the claims of others in them. */
    private final Map<String, Long> reads = new TreeMap<>();

    Exchange(String target, byte[] body, Schedule.Lane back, Asker asker, Weather sentIn) {
      this.target = target;
      this.body = body;
      this.back = back;
      this.asker = asker;
      this.sentIn = sentIn;
    }

    private void giveUp() {
      if (!over) {
        over = true;
        asker.failed(new IOException("no answer in time"));
      }
    }

    /** What the client has given up is not carried out after that. */
    private void arrive() {
      if (over) {
        return;
      }
      boolean struck = schedule.chance(0.4);
      switch (struck ? sentIn : Weather.FAIR) {
        case THROTTLING -> reply(400, THROTTLED);
        case HANGING -> {
          if (schedule.chance(0.5)) {
            carryOut(false);
          }
        }
        case ERRORS -> {
          if (schedule.chance(0.5)) {
            carryOut(false);
          }
          reply(500, INTERNAL);
        }
        case AMBIGUOUS -> {
          carryOut(false);
          schedule.after(way(sentIn), back, () -> fail("connection reset"));
        }
        default -> {
          Answer answer = carryOut(sentIn == Weather.TORN || sentIn == Weather.THROTTLING);
          reply(answer.status(), answer.body());
        }
      }
    }

    private Answer carryOut(boolean torn) {
      Answer answer = torn ? tear(target, body) : dispatcher.handle(target, body);
      if (answer.status() == 200) {
        tellOfSession(answer);
      }
      schedule.note(
          back + " " + target.substring(TARGET.length()) + " " + answer.status());
      return answer;
    }

    /** Every change of a session's row names the node that made it as the owner. */
    private void tellOfSession(Answer answer) {
      if (target.endsWith("UpdateItem") || target.endsWith("DeleteItem")) {
        ObjectNode request = read(body);
        if (request.get("TableName").asText().endsWith("_session")) {
          changed(request.at("/Key/c/S").asText());
        }
      } else if (target.endsWith("BatchGetItem")) {
        JsonNode rows = read(answer.body()).path("Responses").path(sessionTable);
        rows.forEach(
            row -> {
              String client = row.at("/c/S").asText();
              reads.put(client, fences.readBy(back.toString(), client));
            });
      }
    }

    private void changed(String client) {
      ObjectNode request = json.createObjectNode().put("TableName", sessionTable);
      request.putObject("Key").putObject("c").put("S", client);
      JsonNode row =
          read(dispatcher.handle(TARGET + "GetItem", bytes(request)).body()).path("Item");
      if (row.isMissingNode()) {
        fences.deleted(client);
        return;
      }
      String node = row.at("/nd/S").asText();
      long epoch = row.at("/ep/N").asLong();
      schedule.note("row of " + client + " is " + node + "'s, epoch " + epoch);
      fences.changed(back.toString(), client, node, epoch);
      owners.accept(client, back.toString());
    }

    private void reply(int status, byte[] answer) {
      schedule.after(
          way(sentIn),
          back,
          () -> {
            if (!over) {
              over = true;
              reads.forEach((client, claim) -> fences.heard(back.toString(), client, claim));
              asker.answered(status, answer);
            }
          });
    }

    private void fail(String why) {
      if (!over) {
        over = true;
        asker.failed(new IOException(why));
      }
    }
  }

  // ---- partial batches

  private Answer tear(String target, byte[] body) {
    boolean write = target.endsWith("BatchWriteItem");
    if (!write && !target.endsWith("BatchGetItem")) {
      return dispatcher.handle(target, body);
    }
    ObjectNode request = read(body);
    ObjectNode left = json.createObjectNode();
    int salt = schedule.random.nextInt();
    for (Map.Entry<String, JsonNode> table : request.get("RequestItems").properties()) {
      JsonNode whole = write ? table.getValue() : table.getValue().get("Keys");
      ArrayNode undone = takeSome((ArrayNode) whole, salt);
      if (!undone.isEmpty() && write) {
        left.set(table.getKey(), undone);
      } else if (!undone.isEmpty()) {
        ObjectNode keys = table.getValue().deepCopy();
        keys.set("Keys", undone);
        left.set(table.getKey(), keys);
      }
    }
    Answer answer = dispatcher.handle(target, bytes(request));
    if (answer.status() != 200) {
      return answer;
    }
    ObjectNode response = read(answer.body());
    response.set(write ? "UnprocessedItems" : "UnprocessedKeys", left);
    return new Answer(200, bytes(response), Answer.Fate.SEND, 0);
  }

  /** Chosen by content: orders in a batch and an item differ from one Java process to the next. */
  private ArrayNode takeSome(ArrayNode items, int salt) {
    ArrayNode undone = json.createArrayNode();
    for (int i = items.size() - 1; i >= 0 && items.size() > 1; i--) {
      int content = items.get(i).toString().chars().map(c -> c * c * 7_919).sum();
      if (((content ^ salt) * 0x9E3779B9 >>> 16) % 3 == 0) {
        undone.add(items.remove(i));
      }
    }
    return undone;
  }

  private ObjectNode read(byte[] body) {
    try {
      return (ObjectNode) json.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(ObjectNode node) {
    try {
      return json.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    rocks.close();
  }
}

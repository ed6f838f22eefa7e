package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.dynamodb.fault.Verdict;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.ItemStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the operation a request names, carries it out, and puts the outcome into an answer.
 *
 * <p>This is the boundary at which every failure ends: a refusal becomes an error answer, anything
 * unforeseen is logged and becomes an InternalServerError. Any thread may call.
 */
public final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final String TARGET_PREFIX = "DynamoDB_20120810.";

  private final Map<String, Operation> operations = new HashMap<>();
  private final ObjectMapper json = new ObjectMapper();
  private final Faults faults;

  /** A dispatcher for the tables of one store. */
  public Dispatcher(Catalog catalog, ItemStore store, Faults faults, Clock clock) {
    this.faults = faults;
    Tables tables = new Tables(catalog);
    new TableOperations(catalog, tables, clock).register(operations);
    new TimeToLiveOperations(catalog, tables).register(operations);
    new TagOperations(catalog, tables).register(operations);
    new AccountOperations(tables).register(operations);
    new ItemOperations(tables, store).register(operations);
    new ReadOperations(tables, store).register(operations);
    new BatchOperations(tables, store, faults).register(operations);
    new TransactionOperations(tables, store, clock).register(operations);
  }

  /**
   * Carries a request out.
   *
   * @param target the header X-Amz-Target, or null
   */
  public Answer handle(String target, byte[] body) {
    try {
      return answer(target, body);
    } catch (ApiException e) {
      return refusal(e);
    } catch (RuntimeException | IOException | StackOverflowError e) {
      LOG.error("request {} failed", target, e);
      return refusal(new ApiException(ErrorType.INTERNAL, "The request processing has failed"));
    }
  }

  /** The answer that refuses a request. */
  public Answer refusal(ApiException refusal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("__type", refusal.type().wireName());
      if (!refusal.getMessage().isEmpty()) {
        // Clients read either spelling, depending on their age.
        out.writeStringField("message", refusal.getMessage());
        out.writeStringField("Message", refusal.getMessage());
      }
      refusal.details().write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Answer(refusal.type().status(), bytes.toByteArray(), Answer.Fate.SEND, 0);
  }

  private Answer answer(String target, byte[] body) throws IOException {
    if (target == null || !target.startsWith(TARGET_PREFIX)) {
      throw new ApiException(ErrorType.UNKNOWN_OPERATION, "");
    }
    String name = target.substring(TARGET_PREFIX.length());
    if (!operations.containsKey(name)) {
      throw new ApiException(ErrorType.UNKNOWN_OPERATION, "");
    }
    Request request = new Request(parse(body));
    Verdict verdict = faults.judge(name, TableNames.of(request));
    return struck(verdict, name, request).delayed(verdict.delayNanos());
  }

  private Answer struck(Verdict verdict, String name, Request request) throws IOException {
    if (verdict.strike() == null || verdict.strike() == FaultKind.AMBIGUOUS) {
      Answer answer = run(operations.get(name), request);
      return verdict.strike() == null ? answer : Answer.without(Answer.Fate.RESET);
    }
    return switch (verdict.strike()) {
      case HANG -> Answer.without(Answer.Fate.HANG);
      case RESET -> Answer.without(Answer.Fate.RESET);
      case ACCESS_DENIED ->
          refusal(
              new ApiException(
                  ErrorType.ACCESS_DENIED,
                  "User: somebody is not authorized to perform: dynamodb:" + name));
      case THROTTLING ->
          refusal(new ApiException(ErrorType.THROTTLING, "Rate of requests exceeds the allowed throughput."));
      case THROUGHPUT_EXCEEDED ->
          refusal(
              new ApiException(
                  ErrorType.THROUGHPUT_EXCEEDED,
                  "The level of configured provisioned throughput for the table was exceeded."
                      + " Consider increasing your provisioning level with the UpdateTable API."));
      default ->
          refusal(new ApiException(ErrorType.INTERNAL, "The request processing has failed"));
    };
  }

  private Answer run(Operation operation, Request request) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      out.writeStartObject();
      operation.run(request, out);
      out.writeEndObject();
    } catch (ApiException e) {
      return refusal(e);
    }
    return new Answer(200, bytes.toByteArray(), Answer.Fate.SEND, 0);
  }

  private JsonNode parse(byte[] body) throws IOException {
    try {
      JsonNode node = json.readTree(body);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      LOG.debug("a request's body is not JSON", e);
    }
    throw new ApiException(ErrorType.SERIALIZATION, "");
  }
}

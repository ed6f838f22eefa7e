package io.dynamq.dynamo.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The rows in the JSON of an answer to Query or Scan. */
final class RowParser {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ROWS = "Items";

  /** Room for the attributes of a session. */
  private static final int USUAL = 32;

  private static final byte[] NO_ROWS = {'[', ']'};

  private final JsonParser in;

  /** One is enough for all values of a type; each of its own is most of what a value costs. */
  private final AttributeValue.Builder text = AttributeValue.builder();
  private final AttributeValue.Builder number = AttributeValue.builder();
  private final AttributeValue.Builder binary = AttributeValue.builder();

  private RowParser(JsonParser in) {
    this.in = in;
  }

  /**
   * An answer in two parts.
   *
   * @param rows null if it has none, as one that only counts
   * @param rest the JSON with an empty array in the place of the rows
   */
  record Answer(List<Map<String, AttributeValue>> rows, byte[] rest) {}

  /**
   * @throws SdkClientException if this is not what DynamoDB answers
   */
  static Answer parse(byte[] body) {
    try (JsonParser in = JSON.createParser(body)) {
      return new RowParser(in).answer(body);
    } catch (IOException e) {
      throw SdkClientException.create("an answer cannot be read: " + e.getMessage(), e);
    }
  }

  private Answer answer(byte[] body) throws IOException {
    expect(JsonToken.START_OBJECT);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = in.currentName().equals(ROWS);
      in.nextToken();
      if (found) {
        return cut(body);
      }
      in.skipChildren();
    }
    return new Answer(null, body);
  }

  private Answer cut(byte[] body) throws IOException {
    int from = (int) in.currentTokenLocation().getByteOffset();
    List<Map<String, AttributeValue>> rows = new ArrayList<>();
    while (in.nextToken() == JsonToken.START_OBJECT) {
      rows.add(attributes());
    }
    if (in.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("the rows do not end");
    }
    int to = (int) in.currentTokenLocation().getByteOffset() + 1;
    byte[] rest = Arrays.copyOf(body, from + NO_ROWS.length + body.length - to);
    System.arraycopy(NO_ROWS, 0, rest, from, NO_ROWS.length);
    System.arraycopy(body, to, rest, from + NO_ROWS.length, body.length - to);
    return new Answer(rows, rest);
  }

  /** Behind the opening brace. */
  private Map<String, AttributeValue> attributes() throws IOException {
    Map<String, AttributeValue> row = new HashMap<>(USUAL);
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      row.put(name, value());
    }
    return row;
  }

  /** At the opening brace. */
  private AttributeValue value() throws IOException {
    expect(JsonToken.FIELD_NAME);
    String type = in.currentName();
    in.nextToken();
    AttributeValue value =
        switch (type) {
          case "S" -> text.s(in.getText()).build();
          case "N" -> number.n(in.getText()).build();
          case "B" -> binary.b(bytes()).build();
          case "BOOL" -> AttributeValue.fromBool(in.getBooleanValue());
          case "NULL" -> AttributeValue.fromNul(in.getBooleanValue());
          case "SS" -> AttributeValue.fromSs(all(in::getText));
          case "NS" -> AttributeValue.fromNs(all(in::getText));
          case "BS" -> AttributeValue.fromBs(all(this::bytes));
          case "L" -> AttributeValue.fromL(all(this::value));
          case "M" -> AttributeValue.fromM(attributes());
          default -> throw new IOException("there is no type of attributes called " + type);
        };
    expect(JsonToken.END_OBJECT);
    return value;
  }

  private interface Element<T> {
    T read() throws IOException;
  }

  private <T> List<T> all(Element<T> element) throws IOException {
    List<T> elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(element.read());
    }
    return elements;
  }

  private SdkBytes bytes() throws IOException {
    return SdkBytes.fromByteArrayUnsafe(in.getBinaryValue());
  }

  private void expect(JsonToken token) throws IOException {
    if (in.nextToken() != token) {
      throw new IOException("there is no " + token + " at byte "
          + in.currentTokenLocation().getByteOffset());
    }
  }
}

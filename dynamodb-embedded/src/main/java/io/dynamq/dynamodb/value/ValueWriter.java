package io.dynamq.dynamodb.value;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Writes attribute values as the JSON of an answer. */
public final class ValueWriter {

  private ValueWriter() {}

  /** Writes a field that holds an item. */
  public static void writeItem(JsonGenerator out, String field, Item item) throws IOException {
    out.writeFieldName(field);
    writeItem(out, item);
  }

  /** Writes an item as an object of attribute values. */
  public static void writeItem(JsonGenerator out, Item item) throws IOException {
    writeMap(out, item.attributes());
  }

  /** Writes one attribute value. */
  public static void write(JsonGenerator out, AttributeValue value) throws IOException {
    out.writeStartObject();
    out.writeFieldName(value.type().name());
    writeContent(out, value);
    out.writeEndObject();
  }

  private static void writeMap(JsonGenerator out, Map<String, AttributeValue> values)
      throws IOException {
    out.writeStartObject();
    for (Map.Entry<String, AttributeValue> entry : values.entrySet()) {
      out.writeFieldName(entry.getKey());
      write(out, entry.getValue());
    }
    out.writeEndObject();
  }

  private static void writeContent(JsonGenerator out, AttributeValue value) throws IOException {
    if (value instanceof AttributeValue.Text text) {
      out.writeString(text.value());
    } else if (value instanceof AttributeValue.Num number) {
      out.writeString(number.value().toPlainString());
    } else if (value instanceof AttributeValue.Bytes bytes) {
      out.writeBinary(bytes.value());
    } else if (value instanceof AttributeValue.Bool bool) {
      out.writeBoolean(bool.value());
    } else if (value instanceof AttributeValue.SetOf set) {
      out.writeStartArray();
      for (AttributeValue element : set.elements()) {
        writeContent(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof AttributeValue.ListOf list) {
      out.writeStartArray();
      for (AttributeValue element : list.elements()) {
        write(out, element);
      }
      out.writeEndArray();
    } else if (value instanceof AttributeValue.MapOf map) {
      writeMap(out, map.entries());
    } else {
      out.writeBoolean(true);
    }
  }
}

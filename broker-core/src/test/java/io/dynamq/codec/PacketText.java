package io.dynamq.codec;

import io.dynamq.packet.Connect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.dynamq.topic.TopicName;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * One line for any packet: the record's parts by name, without those that are absent (null, false,
 * -1, empty or the options of MQTT 3). Bytes are printed as hexadecimal digits; what is long is cut
 * short and its length given.
 */
final class PacketText {
  private PacketText() {}

  static String of(Inbound inbound) {
    if (inbound instanceof Rejected rejected) {
      return ("! " + rejected.code() + " " + rejected.statement()).trim();
    }
    if (inbound instanceof RejectedConnect connect) {
      return of(connect.why()) + " (" + connect.version() + ")";
    }
    return text(inbound);
  }

  private static String text(Object value) {
    if (value instanceof String string) {
      return '"' + escaped(string) + '"';
    }
    if (value instanceof TopicName topic) {
      return text(topic.value());
    }
    if (value instanceof byte[] bytes) {
      String hex = HexFormat.of().formatHex(bytes);
      return "x" + (bytes.length <= 32 ? hex : hex.substring(0, 8) + "...<" + bytes.length + ">");
    }
    if (value instanceof List<?> list) {
      String shown = list.stream().limit(5).map(PacketText::text).toList().toString();
      return list.size() <= 5 ? shown : shown + "...<" + list.size() + ">";
    }
    return value instanceof Record record ? parts(record) : String.valueOf(value);
  }

  private static String parts(Record record) {
    StringBuilder out = new StringBuilder(record.getClass().getSimpleName()).append('(');
    for (RecordComponent part : record.getClass().getRecordComponents()) {
      Object value = valueOf(part, record);
      if (!isAbsent(value)) {
        out.append(part.getName()).append('=').append(text(value)).append(' ');
      }
    }
    return out.toString().trim() + ")";
  }

  private static boolean isAbsent(Object value) {
    return value == null
        || value.equals(false)
        || value.equals(Connect.Options.MQTT3)
        || value instanceof Number number && number.longValue() == -1
        || value instanceof List<?> list && list.isEmpty()
        || value instanceof Record record && parts(record).endsWith("()");
  }

  private static Object valueOf(RecordComponent part, Record record) {
    try {
      part.getAccessor().setAccessible(true);
      return part.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Printable ASCII stays, all else is written as \\uXXXX, so that the corpus is plain text. */
  private static String escaped(String string) {
    StringBuilder out = new StringBuilder();
    for (char c : string.toCharArray()) {
      boolean printable = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
      out.append(printable ? String.valueOf(c) : String.format("\\u%04X", (int) c));
    }
    return out.length() <= 100
        ? out.toString()
        : out.substring(0, 40) + "...<" + string.getBytes(StandardCharsets.UTF_8).length + ">";
  }
}

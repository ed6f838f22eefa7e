package io.dynamq.server.trace;

import io.dynamq.control.TraceEvent;
import io.dynamq.message.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** An event as a line of a file. */
final class TraceLine {
  /** As much of a payload is shown. */
  static final int PAYLOAD_BYTES_MAX = 1_024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private TraceLine() {}

  static String of(TraceEvent event, boolean withPayload) {
    TraceEvent.Who who = event.who();
    return time(event.atMicros())
        + (event.step().isTrouble() ? " [warning] " : " [debug] ")
        + (who.client() == null ? "" : Texts.visible(who.client()))
        + (who.host() == null ? "" : "@" + who.host() + (who.port() == 0 ? "" : ":" + who.port()))
        + " " + event.step().text() + " " + event.words()
        + (withPayload && event.payload() != null ? " payload=" + payload(event.payload()) : "")
        + "\n";
  }

  static String time(long micros) {
    return TIME.format(
        Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000));
  }

  /** As text if it is some, else in hex. */
  private static String payload(byte[] payload) {
    boolean cut = payload.length >= PAYLOAD_BYTES_MAX;
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      return '"' + escaped(text) + '"' + (cut ? "..." : "");
    } catch (CharacterCodingException e) {
      return "0x" + HexFormat.of().formatHex(payload) + (cut ? "..." : "");
    }
  }

  /** Control characters, quotes and the mark of escapes itself cannot be mistaken. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(Texts.visible(String.valueOf(c)));
      }
    }
    return out.toString();
  }
}

package io.dynamq.dynamo.wal;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records that are lines of text, and groups that are several lines. */
final class TextGroups implements GroupEncoder {
  private final StringBuilder text = new StringBuilder();
  private byte[] bytes;

  /** Whether every group is a fault; any thread. */
  volatile boolean broken;

  /** One line. */
  static final class Line extends LogRecord {
    private final String text;

    Line(String text) {
      this.text = text;
    }

    @Override
    public int bytes() {
      return text.length();
    }
  }

  @Override
  public void begin() {
    if (broken) {
      throw new IllegalStateException("as the test wants");
    }
    text.setLength(0);
    bytes = null;
  }

  @Override
  public void add(LogRecord record) {
    text.append(((Line) record).text).append('\n');
  }

  @Override
  public byte[] buffer() {
    bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return bytes;
  }

  @Override
  public int length() {
    return buffer().length;
  }

  static List<String> lines(byte[] group) {
    return new String(group, StandardCharsets.UTF_8).lines().toList();
  }
}

package io.dynamq.dynamo;

import io.dynamq.dynamo.client.SettingReader;
import java.time.Duration;

/**
 * How much is kept of what was not delivered.
 *
 * <ul>
 *   <li>{@code ledger.enabled}: default on
 *   <li>{@code ledger.retention}: default 7d
 *   <li>{@code ledger.max_message}: default 64KB; of larger messages payload and properties are left
 *       out
 *   <li>{@code ledger.max_rate}: default 1MB per second over ten seconds; what is more is given up
 * </ul>
 *
 * @param maxMessage bytes of payload, topic and properties
 * @param maxRate bytes per second
 */
public record LedgerSettings(boolean enabled, Duration retention, int maxMessage, long maxRate) {
  private static final int MESSAGE_MAX = 256 << 10;

  static LedgerSettings read(SettingReader reader) {
    LedgerSettings read =
        new LedgerSettings(
            reader.flag("ledger.enabled", true),
            reader.duration("ledger.retention", Duration.ofDays(7)),
            (int) Math.min(Integer.MAX_VALUE, reader.bytes("ledger.max_message", 64 << 10)),
            reader.bytes("ledger.max_rate", 1 << 20));
    if (read.retention.toSeconds() < 1) {
      reader.problem("ledger.retention", "must be at least 1s");
    }
    if (read.maxMessage > MESSAGE_MAX) {
      reader.problem("ledger.max_message", "must be at most 256KB");
    }
    if (read.maxRate < 1 << 10) {
      reader.problem("ledger.max_rate", "must be at least 1KB");
    }
    return read;
  }
}

package io.dynamq.engine;

import io.dynamq.store.StoredLedgerEntry;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An entry's place in the ledger, as a cursor tells it. The page is read again from its begin, for
 * pages are the store's; if the entry is gone by then, all of the page comes again.
 *
 * @param page what the page before said, null for the first
 */
record LedgerPlace(String page, String receiver, String id) {
  private static final int PARTS = 3;

  static LedgerPlace of(String page, StoredLedgerEntry entry) {
    return new LedgerPlace(page, entry.entry().receiver().value(), entry.id());
  }

  boolean isOf(StoredLedgerEntry entry) {
    return id.equals(entry.id()) && receiver.equals(entry.entry().receiver().value());
  }

  String cursor() {
    return packed(page == null ? "" : page) + "." + packed(receiver) + "." + packed(id);
  }

  /**
   * Reads a cursor.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LedgerPlace of(String cursor) {
    String[] parts = cursor.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException("is no cursor");
    }
    String page = unpacked(parts[0]);
    return new LedgerPlace(page.isEmpty() ? null : page, unpacked(parts[1]), unpacked(parts[2]));
  }

  private static String packed(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String unpacked(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}

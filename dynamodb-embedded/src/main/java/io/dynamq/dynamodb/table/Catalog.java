package io.dynamq.dynamodb.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.storage.KeyEncoder;
import io.dynamq.dynamodb.storage.KeyRange;
import io.dynamq.dynamodb.storage.RangeCursor;
import io.dynamq.dynamodb.storage.RocksStore;
import io.dynamq.dynamodb.storage.StorageException;
import io.dynamq.dynamodb.storage.WriteSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;

/**
 * The tables there are. Descriptions are kept in the store under a prefix of their own.
 *
 * <p>Changes of the catalog are rare and take turns; lookups are concurrent.
 */
public final class Catalog {

  private static final byte[] PREFIX = KeyEncoder.table(1);
  private static final byte[] LAST_ID_KEY = KeyEncoder.table(2);
  private static final int FIRST_ID = 16;

  private final RocksStore store;
  private final ItemStore items;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Table> tables = new ConcurrentSkipListMap<>();
  private int lastId = FIRST_ID;

  /** Reads the descriptions of all tables from the store. */
  public Catalog(RocksStore store, ItemStore items) {
    this.store = store;
    this.items = items;
    byte[] id = store.get(LAST_ID_KEY);
    if (id != null) {
      lastId = Integer.parseInt(new String(id, StandardCharsets.US_ASCII));
    }
    try (RangeCursor cursor = store.cursor(KeyRange.ofPrefix(PREFIX), true)) {
      while (cursor.next()) {
        TableInfo info = json.readValue(cursor.value(), TableInfo.class);
        tables.put(info.name(), new Table(info));
      }
    } catch (IOException e) {
      throw new StorageException("the description of a table is damaged", e);
    }
  }

  /** All tables in the order of their names. */
  public Collection<Table> tables() {
    return tables.values();
  }

  /** The table with this name, or null. */
  public Table find(String name) {
    return tables.get(name);
  }

  /** Creates a table, which is usable at once. */
  public synchronized Table create(
      String name, KeySchema keys, TableInfo.Settings settings, long nowMillis) {
    if (tables.containsKey(name)) {
      throw new ApiException(ErrorType.RESOURCE_IN_USE, "Table already exists: " + name);
    }
    lastId++;
    TableInfo info =
        new TableInfo(name, lastId, UUID.randomUUID().toString(), nowMillis, keys, settings);
    byte[] id = Integer.toString(lastId).getBytes(StandardCharsets.US_ASCII);
    store.write(new WriteSet().put(LAST_ID_KEY, id).put(key(name), encode(info)));
    Table table = new Table(info);
    tables.put(name, table);
    return table;
  }

  /** Deletes a table and all its items. */
  public synchronized void delete(Table table) {
    items.exclusively(
        () -> {
          table.drop();
          tables.remove(table.info().name(), table);
          store.write(new WriteSet().delete(key(table.info().name())));
          store.deleteRange(KeyRange.ofPrefix(KeyEncoder.table(table.info().id())));
        });
  }

  /** Changes a table's settings. */
  public synchronized void update(Table table, UnaryOperator<TableInfo.Settings> change) {
    TableInfo changed = table.info().with(change.apply(table.info().settings()));
    if (!table.isDropped()) {
      store.write(new WriteSet().put(key(changed.name()), encode(changed)));
      table.describe(changed);
    }
  }

  private static byte[] key(String tableName) {
    return KeyEncoder.join(PREFIX, tableName.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] encode(TableInfo info) {
    try {
      return json.writeValueAsBytes(info);
    } catch (JsonProcessingException e) {
      throw new StorageException("the description of a table can't be written", e);
    }
  }
}

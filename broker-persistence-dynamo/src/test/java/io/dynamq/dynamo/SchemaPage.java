package io.dynamq.dynamo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/tables.md says of each table. */
final class SchemaPage {
  private static final Pattern SECTION = Pattern.compile("## `mqb_(\\w+)`");
  private static final Pattern ROW = Pattern.compile("\\| (`.*) \\| ([A-Z, ]+) \\| (.*) \\|");
  private static final Pattern NAME = Pattern.compile("(\\(?)`(\\w+)`");
  private static final Pattern VERSION = Pattern.compile("version of this layout, \\*\\*(\\d+)\\*\\*");

  /** One attribute of a table, or of an element of its list. */
  record Attribute(String type, boolean optional) {}

  /**
   * @param attributes of an item
   * @param elements attributes of the maps in its list; empty if it has none
   */
  record Table(Map<String, Attribute> attributes, Map<String, Attribute> elements) {}

  final Map<String, Table> tables = new LinkedHashMap<>();
  int version;

  /** Reads the page of this checkout. */
  static SchemaPage read() throws IOException {
    SchemaPage page = new SchemaPage();
    Table table = null;
    boolean ofElement = false;
    for (String line : Files.readAllLines(docs().resolve("tables.md"))) {
      Matcher section = SECTION.matcher(line);
      Matcher row = ROW.matcher(line);
      Matcher version = VERSION.matcher(line);
      if (section.matches()) {
        table = new Table(new LinkedHashMap<>(), new LinkedHashMap<>());
        page.tables.put(section.group(1), table);
        ofElement = false;
      } else if (line.startsWith("## ")) {
        table = null;
      } else if (line.startsWith("| of ")) {
        ofElement = true;
      } else if (table != null && row.matches()) {
        note(row, ofElement ? table.elements : table.attributes);
      }
      if (version.find()) {
        page.version = Integer.parseInt(version.group(1));
      }
    }
    return page;
  }

  private static void note(Matcher row, Map<String, Attribute> into) {
    String text = row.group(3);
    boolean absent = text.toLowerCase(java.util.Locale.ROOT).contains("absent");
    String[] types = row.group(2).split(", ");
    Matcher name = NAME.matcher(row.group(1));
    for (int i = 0; name.find(); i++) {
      String type = types[Math.min(i, types.length - 1)];
      boolean optional = absent || !name.group(1).isEmpty() || text.startsWith("of ");
      into.put(name.group(2), new Attribute(type, optional));
    }
  }

  static Path docs() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/tables.md"))) {
      here = here.getParent();
    }
    return here.resolve("docs");
  }
}

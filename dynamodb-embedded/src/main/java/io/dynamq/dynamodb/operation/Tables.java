package io.dynamq.dynamodb.operation;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.TableInfo;
import java.util.regex.Pattern;

/** Finds the table that a request names, or refuses the request. */
final class Tables {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
  private static final int NAME_LENGTH_MIN = 3;
  private static final int NAME_LENGTH_MAX = 255;

  private final Catalog catalog;

  Tables(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The table whose items a request is about. */
  Table named(Request request) {
    return named(request.requiredText("TableName"));
  }

  /** The table with this name or resource name. */
  Table named(String name) {
    Table table = catalog.find(checked(name));
    if (table == null) {
      throw new ApiException(ErrorType.RESOURCE_NOT_FOUND, "Requested resource not found");
    }
    return table;
  }

  /** The table that a request describes or changes. */
  Table described(Request request) {
    String name = checked(request.requiredText("TableName"));
    Table table = catalog.find(name);
    if (table == null) {
      throw new ApiException(
          ErrorType.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + name + " not found");
    }
    return table;
  }

  /** A table's name, checked; a resource name stands for the name at its end. */
  static String checked(String nameOrArn) {
    String name =
        nameOrArn.startsWith(TableInfo.ARN_PREFIX)
            ? nameOrArn.substring(TableInfo.ARN_PREFIX.length())
            : nameOrArn;
    if (name.length() < NAME_LENGTH_MIN || name.length() > NAME_LENGTH_MAX) {
      throw ApiException.validation(
          "TableName must be at least 3 characters long and at most 255 characters long");
    }
    if (!NAME.matcher(name).matches()) {
      throw ApiException.validation(
          "1 validation error detected: Value '%s' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
              .formatted(name));
    }
    return name;
  }
}

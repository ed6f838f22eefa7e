package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.UpdateExpression;
import io.dynamq.dynamodb.table.Written;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueWriter;
import java.io.IOException;
import java.util.List;

/** Which attributes a write answers with. */
enum ReturnValues {
  NONE,
  ALL_OLD,
  UPDATED_OLD,
  ALL_NEW,
  UPDATED_NEW;

  private static final List<String> NAMES =
      List.of("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW");

  /** Reads the parameter of an update. */
  static ReturnValues ofUpdate(Request request) {
    return valueOf(request.choice("ReturnValues", "NONE", NAMES));
  }

  /** Reads the parameter of a put or delete, which know only the old item. */
  static ReturnValues ofPutOrDelete(Request request) {
    ReturnValues values = ofUpdate(request);
    if (values != NONE && values != ALL_OLD) {
      throw ApiException.validation("ReturnValues can only be ALL_OLD or NONE");
    }
    return values;
  }

  /** Writes the field; the expression is the update's, or null. */
  void write(JsonGenerator out, Written written, UpdateExpression update) throws IOException {
    Item before = written.before() == null ? null : written.before().item();
    Item chosen =
        switch (this) {
          case NONE -> null;
          case ALL_OLD -> before;
          case ALL_NEW -> written.after();
          case UPDATED_OLD -> changedParts(before, update);
          case UPDATED_NEW -> changedParts(written.after(), update);
        };
    if (chosen != null) {
      ValueWriter.writeItem(out, "Attributes", chosen);
    }
  }

  private static Item changedParts(Item item, UpdateExpression update) {
    if (item == null || update == null) {
      return null;
    }
    Item parts = update.changedParts().apply(item);
    return parts.attributes().isEmpty() ? null : parts;
  }
}

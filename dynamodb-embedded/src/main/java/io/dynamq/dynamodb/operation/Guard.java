package io.dynamq.dynamodb.operation;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorDetails;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.expression.ConditionExpression;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueWriter;
import java.util.List;

/** The condition under which a write is done, and what its failure tells. */
final class Guard {

  static final String FAILED = "The conditional request failed";

  private final ConditionExpression condition;
  private final boolean tellOld;

  /** A guard; without a condition it lets every write pass. */
  Guard(Request request, ConditionExpression condition) {
    this.condition = condition;
    this.tellOld =
        request
            .choice("ReturnValuesOnConditionCheckFailure", "NONE", List.of("ALL_OLD", "NONE"))
            .equals("ALL_OLD");
  }

  /** Refuses the write if the item as it is doesn't satisfy the condition. */
  void check(StoredItem old) {
    if (condition == null || condition.test(old == null ? Item.EMPTY : old.item())) {
      return;
    }
    ErrorDetails details =
        tellOld && old != null
            ? out -> ValueWriter.writeItem(out, "Item", old.item())
            : ErrorDetails.NONE;
    throw new ApiException(ErrorType.CONDITION_FAILED, FAILED, details);
  }
}

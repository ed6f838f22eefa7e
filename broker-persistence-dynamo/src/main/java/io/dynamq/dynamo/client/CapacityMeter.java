package io.dynamq.dynamo.client;

import io.dynamq.observe.Consumption;
import io.dynamq.observe.Consumption.Operation;
import java.util.List;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Has DynamoDB say what each request is charged, and adds it up by operation and table. Those who
 * write by {@code BatchWriteItem}, {@code UpdateItem} and {@code DeleteItem} ask themselves.
 */
final class CapacityMeter implements ExecutionInterceptor {
  private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;

  private final Consumption consumption;

  CapacityMeter(Consumption consumption) {
    this.consumption = consumption;
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    SdkRequest request = context.request();
    if (request instanceof GetItemRequest get) {
      return get.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof QueryRequest query) {
      return query.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof BatchGetItemRequest batch) {
      return batch.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof ScanRequest scan) {
      return scan.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    if (request instanceof PutItemRequest put) {
      return put.toBuilder().returnConsumedCapacity(TOTAL).build();
    }
    return request;
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    SdkResponse response = context.response();
    if (response instanceof BatchWriteItemResponse batch) {
      all(operation, true, batch.consumedCapacity());
    } else if (response instanceof UpdateItemResponse update) {
      one(operation, true, update.consumedCapacity());
    } else if (response instanceof DeleteItemResponse delete) {
      one(operation, true, delete.consumedCapacity());
    } else if (response instanceof PutItemResponse put) {
      one(operation, true, put.consumedCapacity());
    } else if (response instanceof GetItemResponse get) {
      one(operation, false, get.consumedCapacity());
    } else if (response instanceof QueryResponse query) {
      one(operation, false, query.consumedCapacity());
    } else if (response instanceof ScanResponse scan) {
      one(operation, false, scan.consumedCapacity());
    } else if (response instanceof BatchGetItemResponse batch) {
      all(operation, false, batch.consumedCapacity());
    }
  }

  private void all(String operation, boolean writes, List<ConsumedCapacity> charged) {
    charged.forEach(one -> one(operation, writes, one));
  }

  private void one(String operation, boolean writes, ConsumedCapacity charged) {
    if (charged != null && charged.tableName() != null && charged.capacityUnits() != null) {
      consumption.requested(
          new Operation(operation, charged.tableName(), writes), charged.capacityUnits());
    }
  }
}

/**
 * Users and access rules in DynamoDB, remembered for a while. Read {@link
 * io.dynamq.dynamo.access.DynamoAccessTables} first.
 */
package io.dynamq.dynamo.access;

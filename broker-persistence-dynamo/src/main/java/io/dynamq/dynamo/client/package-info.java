/**
 * The way to DynamoDB: connection settings, one client per pool, tables made and checked, and the
 * SDK's errors turned into ours.
 *
 * <p>Ground floor of this module: knows no table of the broker. Read {@link
 * io.dynamq.dynamo.client.DynamoPool} first; nothing outside this module touches the SDK. Nothing
 * here is null unless its javadoc says so.
 */
package io.dynamq.dynamo.client;

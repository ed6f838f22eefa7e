/**
 * An embeddable, durable store that speaks DynamoDB's JSON API over HTTP.
 *
 * <p>For first steps, tests, development and small installations of one node. Start with {@link
 * io.dynamq.dynamodb.EmbeddedDynamoDb}; {@link io.dynamq.dynamodb.Main} runs the same as a process
 * of its own. Any client of DynamoDB talks to it; nothing here knows what the tables are for.
 */
package io.dynamq.dynamodb;

/**
 * How a request is refused: the error names of DynamoDB, their HTTP status and their words.
 *
 * <p>The lowest room of the house. Every other package may call it; it calls none of them.
 */
package io.dynamq.dynamodb.error;

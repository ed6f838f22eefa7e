/**
 * The operations of the API: each reads a request, asks the tables, and writes an answer.
 *
 * <p>Read {@link io.dynamq.dynamodb.operation.Dispatcher} first, then {@code PutItem}. The HTTP
 * server calls the dispatcher from its worker threads; operations keep no state of a request.
 */
package io.dynamq.dynamodb.operation;

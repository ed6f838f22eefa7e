/**
 * The expression language: conditions, filters, key conditions, projections and updates.
 *
 * <p>Text becomes tokens ({@code Lexer}), tokens become records by recursive descent with a bounded
 * depth, and the records judge or change items themselves. Nothing here knows tables or requests.
 * Public types are for the operations package; all but {@link
 * io.dynamq.dynamodb.expression.Bindings} are immutable.
 */
package io.dynamq.dynamodb.expression;

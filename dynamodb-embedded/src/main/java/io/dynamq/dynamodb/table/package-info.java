/**
 * Tables: their schema and settings, the catalog that keeps them, and atomic access to items.
 *
 * <p>Read {@link io.dynamq.dynamodb.table.ItemStore} first. Called by the operations and by the
 * root package; calls storage, value and error. All types may be used from any thread.
 */
package io.dynamq.dynamodb.table;

/**
 * The native store: DynaMQ's own tables behind the storage SPI.
 *
 * <p>Read {@link io.dynamq.dynamo.DynamoStorage} first. A class that ends in {@code Table} is the
 * only place that knows its table's attribute names; the {@code Dynamo…} classes implement the SPI
 * over them and over {@code writebehind}. Binary attributes start with a version byte ({@link
 * io.dynamq.dynamo.RecordReader}). Nothing here is null unless its javadoc says so.
 */
package io.dynamq.dynamo;

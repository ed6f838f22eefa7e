package io.dynamq.dynamodb.table;

/** One item that is to be changed. */
public record Mutation(Table table, PrimaryKey key, Change change) {}

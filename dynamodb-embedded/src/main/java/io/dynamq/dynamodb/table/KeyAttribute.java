package io.dynamq.dynamodb.table;

import io.dynamq.dynamodb.value.AttributeType;

/** An attribute that is part of the primary key, with its declared type. */
public record KeyAttribute(String name, AttributeType type) {}

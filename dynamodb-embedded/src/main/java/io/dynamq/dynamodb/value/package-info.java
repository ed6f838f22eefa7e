/**
 * Attribute values and items: their types, sizes, order, and their JSON form on the wire.
 *
 * <p>Read {@link io.dynamq.dynamodb.value.AttributeValue} first. All types are immutable by
 * convention: whoever receives a collection must not change it. Calls only the error package.
 */
package io.dynamq.dynamodb.value;

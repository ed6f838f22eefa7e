package io.dynamq.dynamo;

/**
 * One life of a node.
 *
 * @param incarnation rises with every start of a node of this name
 */
record NodeLife(String name, long incarnation) {}

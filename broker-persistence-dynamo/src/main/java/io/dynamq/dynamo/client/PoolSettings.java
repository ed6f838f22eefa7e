package io.dynamq.dynamo.client;

import java.net.URI;

/**
 * How one pool reaches DynamoDB.
 *
 * @param name such as {@code pool1}
 * @param region also needed, though meaningless, for a local server
 * @param server null for the region's own endpoint
 * @param size connections at most
 * @param keys null for the AWS default credential chain
 */
public record PoolSettings(String name, String region, URI server, int size, AwsKeys keys) {

  /** The same with another number of connections. */
  public PoolSettings withSize(int connections) {
    return new PoolSettings(name, region, server, connections, keys);
  }

  /** Where it leads, for messages. */
  public String endpoint() {
    return server == null ? "DynamoDB in " + region : server.toString();
  }
}

/**
 * Documents that make tables or allow their use, and the look whether they are there: for tools, not
 * for a broker that runs. Knows tables through {@link io.dynamq.dynamo.client.TableSource} only.
 */
package io.dynamq.dynamo.provision;

/**
 * Faults of the store on demand: an HTTP proxy that stands between the broker and any DynamoDB
 * endpoint. Knows nothing of MQTT.
 */
package io.dynamq.server.proof.fault;

/**
 * The clients of a proof: exact on the wire, over Netty's MQTT codec, which shares nothing with the
 * broker's own. Each client lives on one event loop; read {@link
 * io.dynamq.server.proof.client.WireClient} first.
 */
package io.dynamq.server.proof.client;

/**
 * {@code bin/broker_ctl proof run}: publishers and persistent subscribers, a broker that is killed, a
 * store that fails, and a report of what of its promise the broker kept. See docs/proof.md.
 *
 * <p>Read {@link io.dynamq.server.proof.Proof} first; {@code ledger} knows what was sent and got,
 * {@code client} speaks MQTT, {@code fault} stands before the store, {@code broker} kills.
 */
package io.dynamq.server.proof;

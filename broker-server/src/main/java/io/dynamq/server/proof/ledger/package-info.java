/**
 * What a proof knows: what was published, acknowledged and delivered when, and what of it broke the
 * promise. Needs no network. Safe on any thread. Times are nanoseconds of the run's one clock.
 */
package io.dynamq.server.proof.ledger;

/**
 * One client's protocol state as a pure state machine: packets and deliveries in, effects out.
 *
 * <p>No thread, socket, clock, store or Netty: the time is a parameter and everything that must
 * happen outside is told to {@link io.dynamq.session.Effects}. Owned by one mailbox at a time. Read
 * {@link io.dynamq.session.Session} first.
 */
package io.dynamq.session;

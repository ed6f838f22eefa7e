/**
 * Owns the sessions: a mailbox for each, CONNECT in flat steps, PUBLISH in six steps, expiry, wills,
 * retained delivery, {@code $SYS}.
 *
 * <p>Knows no Netty: a mailbox asks for an Executor, a connection is an interface, so a whole broker
 * runs on one thread with fake time in tests. Read {@link io.dynamq.engine.Broker} first.
 */
package io.dynamq.engine;

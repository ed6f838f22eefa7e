/**
 * Faults on demand, for tests of programs that must bear a store which is slow, throttled or gone.
 *
 * <p>Read {@link io.dynamq.dynamodb.fault.Faults} first. Public for users of the embedded store; the
 * operations and the HTTP server ask it what to do to each request.
 */
package io.dynamq.dynamodb.fault;

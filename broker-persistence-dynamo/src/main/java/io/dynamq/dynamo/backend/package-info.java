/**
 * The drop-in replacement of EMQX's plug-in {@code emqx_backend_dynamo}: its configuration lines,
 * its six tables, its semantics.
 *
 * <p>A hook line ({@link io.dynamq.dynamo.backend.HookRule}) binds a hook to a function over the
 * tables of one pool. Hooks run on event loops: they only enter writes into the pool's write-behind
 * or hand a look-up to the pool's own thread. Kept out of the native store; null is allowed only
 * where a comment says so.
 */
package io.dynamq.dynamo.backend;

/**
 * Hook points with EMQX's names, the chain that calls them, and what a plug-in may ask of the
 * broker.
 *
 * <p>Hooks run on the event loop of the session concerned: they must return at once. Results of slow
 * work come back through {@link io.dynamq.hook.BrokerPort}.
 */
package io.dynamq.hook;

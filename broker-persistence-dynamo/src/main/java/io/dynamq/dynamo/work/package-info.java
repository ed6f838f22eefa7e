/**
 * Who does what is not done on a caller's thread. Everything in this module that needs a thread, a
 * pause, a wait or a die asks {@link io.dynamq.dynamo.work.Hands} for it: threads in a broker, one
 * seeded scheduler in the simulation. Ground floor; nothing here knows what is worked on.
 */
package io.dynamq.dynamo.work;

/**
 * Who may connect and who may publish or subscribe to what. Chains fail closed and their answers
 * name the deciding link. {@link io.dynamq.auth.Authenticator} judges name and password in one step,
 * {@link io.dynamq.auth.EnhancedAuthenticator} in several; {@code auth.scram} is the built-in one.
 */
package io.dynamq.auth;

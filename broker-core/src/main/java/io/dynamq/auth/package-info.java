/**
 * Who may connect and who may publish or subscribe to what. Chains fail closed and their answers
 * name the deciding link.
 */
package io.dynamq.auth;

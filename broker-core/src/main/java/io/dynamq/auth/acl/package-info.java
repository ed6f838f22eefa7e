/**
 * Who may publish and subscribe to what, by EMQX's {@code acl.conf}. Text becomes {@link
 * io.dynamq.auth.acl.Term}s, these become an {@link io.dynamq.auth.acl.RuleList}; for each connection
 * the rules that concern its client are picked once and their decisions remembered. Read {@link
 * io.dynamq.auth.acl.AclAuthorizer} first.
 */
package io.dynamq.auth.acl;

/**
 * Who may not connect, whatever proof they have. Read {@link io.dynamq.auth.ban.BanList} first.
 */
package io.dynamq.auth.ban;

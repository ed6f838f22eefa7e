/**
 * Bans while the broker runs: made by operators and by what notices clients that come and go, kept in
 * the store. Read {@link io.dynamq.server.ban.BanBook} first.
 */
package io.dynamq.server.ban;

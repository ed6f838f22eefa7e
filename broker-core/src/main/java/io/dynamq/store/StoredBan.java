package io.dynamq.store;

/**
 * One ban.
 *
 * @param as EMQX's word for what {@code who} is: clientid, username or peerhost
 * @param who an identifier, a name, an address or a network
 * @param by who made it
 * @param atMillis since when
 * @param untilMillis until when; {@link Long#MAX_VALUE} for ever
 */
public record StoredBan(
    String as, String who, String reason, String by, long atMillis, long untilMillis) {}

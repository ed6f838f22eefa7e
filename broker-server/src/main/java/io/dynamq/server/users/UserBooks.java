package io.dynamq.server.users;

/**
 * The files of users that this broker keeps.
 *
 * @param passwords null if the link {@code file} is not asked
 * @param scram null if SCRAM is off
 */
public record UserBooks(PasswordUserBook passwords, ScramUserBook scram) {}

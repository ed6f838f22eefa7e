/**
 * The users of files: their hashes and keys, reloading, editing, and the comparison with a password.
 * Start at {@link io.dynamq.server.users.UserBook}; {@link io.dynamq.server.users.PasswordUserBook}
 * judges names and passwords, {@link io.dynamq.server.users.ScramUserBook} has the keys of SCRAM.
 */
package io.dynamq.server.users;

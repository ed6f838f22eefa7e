/**
 * The users who authenticate with SCRAM: the file that holds their keys, its reloading and its
 * editing. Start at {@link io.dynamq.server.users.ScramUserBook}.
 */
package io.dynamq.server.users;

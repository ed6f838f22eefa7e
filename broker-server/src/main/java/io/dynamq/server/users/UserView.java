package io.dynamq.server.users;

/** A user as administration shows it. */
public record UserView(String name, int iterations) {}

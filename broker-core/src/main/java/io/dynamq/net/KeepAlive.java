package io.dynamq.net;

/**
 * When the kernel asks a silent peer whether it is still there (TCP keepalive).
 *
 * @param idleSeconds of silence before the first question
 * @param intervalSeconds between two questions
 * @param probes unanswered questions that end the connection
 */
public record KeepAlive(int idleSeconds, int intervalSeconds, int probes) {}

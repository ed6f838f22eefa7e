package io.dynamq.setting;

/**
 * One {@code key = value} as written.
 *
 * @param origin {@code file:line}, or {@code environment DYNAMQ_…}, for messages about it
 */
public record Setting(String key, String value, String origin) {}

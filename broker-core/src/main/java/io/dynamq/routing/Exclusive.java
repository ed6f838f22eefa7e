package io.dynamq.routing;

/** The one holder of an exclusive filter, under the filter's full text. */
record Exclusive(String text, Entry entry) {}

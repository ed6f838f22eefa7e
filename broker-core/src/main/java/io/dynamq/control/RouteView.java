package io.dynamq.control;

/** One filter that someone on a node subscribes to. */
public record RouteView(String filter, String node) {}

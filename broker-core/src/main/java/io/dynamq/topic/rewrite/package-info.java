/**
 * Topic rewriting as EMQX's module does it: rules of a filter, a regular expression and a
 * destination, compiled once. Topics are written by clients, so the regular expressions run in
 * linear time whatever they are given (RE2). Immutable; any thread.
 */
package io.dynamq.topic.rewrite;

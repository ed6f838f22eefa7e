/**
 * Topic names, topic filters, and the trie that matches one name against many filters.
 *
 * <p>Ground floor: depends on nothing, may be used by every other package. Read {@link
 * io.dynamq.topic.TopicFilter} first. Nothing here is ever null unless its javadoc says so.
 */
package io.dynamq.topic;

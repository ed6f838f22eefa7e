package io.dynamq.server.api;

import io.dynamq.server.alarm.AlarmBook;
import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.server.trace.TraceBook;

/** What shows operators what happens. */
public record Watching(
    TraceBook traces, AlarmBook alarms, SlowSubscribers slow, TopicMetrics topics) {}

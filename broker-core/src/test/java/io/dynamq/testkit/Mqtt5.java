package io.dynamq.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the normative statements of MQTT 5.0 that a test method proves over a real socket, such as
 * {@code MQTT-3.3.1-4}. Ids of both versions look alike, so each version has an annotation.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Mqtt5 {
  /** Statement ids, without the brackets. */
  String[] value();
}

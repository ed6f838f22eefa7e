package io.dynamq.dynamodb.probe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a probe of something that a named store is known not to have. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Lacking {

  /** The store, as {@link ProbeFixture#storeName} names it. */
  String store();

  /** What it lacks, told in the report of the skipped test. */
  String reason();
}

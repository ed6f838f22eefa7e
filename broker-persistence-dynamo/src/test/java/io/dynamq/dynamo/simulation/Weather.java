package io.dynamq.dynamo.simulation;

/** How the table store is at the moment. */
enum Weather {
  /** Answers within milliseconds. */
  FAIR,
  /** Answers within half a second, now and then after the client's patience. */
  SLOW,
  /** Refuses every other request as throttled. */
  THROTTLING,
  /** Does only a part of each batch. */
  TORN,
  /** Carries requests out, but some answers are lost. */
  AMBIGUOUS,
  /** Some requests are never answered, carried out or not. */
  HANGING,
  /** Fails with status 500, carried out or not. */
  ERRORS,
  /** Cannot be reached. */
  AWAY
}

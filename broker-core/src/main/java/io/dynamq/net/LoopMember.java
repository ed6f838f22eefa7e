package io.dynamq.net;

/** What {@link LoopConnections} walks over. Used on its loop only. */
interface LoopMember {

  /** The id of its listener. */
  String listener();

  /** Looks at the timeouts. */
  void tick(long now);

  /** Ends it politely. */
  void close();

  /** Its index in {@link LoopConnections}. */
  int place();

  void placeAt(int index);
}

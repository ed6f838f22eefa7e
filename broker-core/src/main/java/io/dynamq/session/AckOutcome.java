package io.dynamq.session;

/** What became of an acknowledgement from the client. */
public enum AckOutcome {
  /** It was waited for. */
  TAKEN,

  /** Its identifier is in use, but at another step; nothing has changed. */
  IN_USE,

  /** Nothing has its identifier. */
  MISSED
}

package io.dynamq.auth.scram;

/**
 * The first message of a client [RFC 5802 section 7, client-first-message].
 *
 * @param header the GS2 header with its last comma, which the last message must repeat
 * @param bare the rest as it came, which the proof covers
 * @param name unescaped, not prepared
 */
record ClientFirst(String header, String bare, String name, String nonce) {

  static ClientFirst parse(byte[] data) throws ScramSyntaxException {
    String text = ScramText.decoded(data);
    String[] parts = text.split(",", -1);
    if (parts.length < 4) {
      throw new ScramSyntaxException("the first message is incomplete");
    }
    checkBinding(parts[0]);
    String name = ScramText.unescaped(ScramText.value(parts[2], 'n'));
    // Acting for someone else is not offered.
    if (!parts[1].isEmpty()
        && !ScramText.unescaped(ScramText.value(parts[1], 'a')).equals(name)) {
      throw new ScramSyntaxException("another authorization identity is not supported");
    }
    String nonce = ScramText.nonce(ScramText.value(parts[3], 'r'));
    for (int i = 4; i < parts.length; i++) {
      ScramText.checkExtension(parts[i]);
    }
    int headerLength = parts[0].length() + 1 + parts[1].length() + 1;
    return new ClientFirst(
        text.substring(0, headerLength), text.substring(headerLength), name, nonce);
  }

  /** {@code y}: the client could bind and saw that we do not offer it, which is so. */
  private static void checkBinding(String flag) throws ScramSyntaxException {
    if (!flag.equals("n") && !flag.equals("y")) {
      throw new ScramSyntaxException(
          flag.startsWith("p=") ? "channel binding is not supported" : "expected a GS2 header");
    }
  }
}

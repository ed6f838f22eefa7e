package io.dynamq.auth.scram;

import java.util.Base64;

/**
 * The last message of a client [RFC 5802 section 7, client-final-message].
 *
 * @param binding base64 of the GS2 header
 * @param nonce the client's and the server's
 * @param withoutProof the message as it came up to the proof, which the proof covers
 */
record ClientFinal(String binding, String nonce, String withoutProof, byte[] proof) {

  static ClientFinal parse(byte[] data) throws ScramSyntaxException {
    String text = ScramText.decoded(data);
    String[] parts = text.split(",", -1);
    if (parts.length < 3) {
      throw new ScramSyntaxException("the last message is incomplete");
    }
    String binding = ScramText.value(parts[0], 'c');
    String nonce = ScramText.nonce(ScramText.value(parts[1], 'r'));
    int last = parts.length - 1;
    for (int i = 2; i < last; i++) {
      ScramText.checkExtension(parts[i]);
    }
    byte[] proof = proof(ScramText.value(parts[last], 'p'));
    String withoutProof = text.substring(0, text.length() - parts[last].length() - 1);
    return new ClientFinal(binding, nonce, withoutProof, proof);
  }

  private static byte[] proof(String base64) throws ScramSyntaxException {
    try {
      byte[] proof = Base64.getDecoder().decode(base64);
      // The last digit has two bits to spare: one text for one proof [RFC 4648 section 3.5].
      boolean canonical = Base64.getEncoder().encodeToString(proof).equals(base64);
      if (canonical && proof.length == ScramCredential.KEY_BYTES) {
        return proof;
      }
    } catch (IllegalArgumentException e) {
      throw new ScramSyntaxException("the proof is not base64");
    }
    throw new ScramSyntaxException("the proof has a wrong length or stray bits");
  }
}

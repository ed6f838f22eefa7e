package io.dynamq.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Base64;

/** The client's side, for tests: what it says first is up to the test. */
public final class ScramClient {
  private static final ScramMechanism SHA = ScramMechanism.SCRAM_SHA_256;

  private final String bare;
  private final String header;
  private final String password;
  private String extension = "";
  private String serverSignature;

  /**
   * @param bare the first message without its header, such as {@code n=user,r=nonce}
   * @param header such as {@code n,,}
   */
  public ScramClient(String bare, String header, String password) {
    this.bare = bare;
    this.header = header;
    this.password = password;
  }

  /** One that says what most clients say. */
  public static ScramClient of(String user, String password) {
    return new ScramClient("n=" + user + ",r=fyko+d2lbbFgONRv9qkxdawL", "n,,", password);
  }

  ScramClient withExtension(String attribute) {
    extension = "," + attribute;
    return this;
  }

  /** The client-first-message. */
  public byte[] first() {
    return (header + bare).getBytes(UTF_8);
  }

  /** The client-final-message. */
  public byte[] last(byte[] serverFirst) {
    return last(new String(serverFirst, UTF_8)).getBytes(UTF_8);
  }

  String last(String serverFirst) {
    String[] parts = serverFirst.split(",");
    byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
    byte[] salted =
        ScramFunctions.saltedPassword(
            SHA,
            StringPreparation.SASL_PREPARATION,
            password.toCharArray(),
            salt,
            Integer.parseInt(parts[2].substring(2)));
    byte[] clientKey = ScramFunctions.clientKey(SHA, salted);
    String binding = Base64.getEncoder().encodeToString(header.getBytes(UTF_8));
    String withoutProof = "c=" + binding + "," + parts[0] + extension;
    String said = bare + "," + serverFirst + "," + withoutProof;
    byte[] signature =
        ScramFunctions.clientSignature(SHA, ScramFunctions.storedKey(SHA, clientKey), said);
    serverSignature =
        "v="
            + Base64.getEncoder()
                .encodeToString(
                    ScramFunctions.serverSignature(SHA, ScramFunctions.serverKey(SHA, salted), said));
    byte[] proof = ScramFunctions.clientProof(clientKey, signature);
    return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
  }

  /** Whether the server has shown that it knows the password too; after {@link #last}. */
  public boolean trusts(byte[] serverLast) {
    return serverLast != null && new String(serverLast, UTF_8).equals(serverSignature);
  }
}

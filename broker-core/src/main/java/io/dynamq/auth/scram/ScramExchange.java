package io.dynamq.auth.scram;

import com.ongres.scram.common.ScramFunctions;
import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.AuthStep;
import io.dynamq.packet.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/**
 * One exchange [RFC 5802 section 5]: first message → salt, iterations and nonce → proof → server's
 * signature. A client that names the method without data is asked for its first message.
 *
 * <p>An unknown user, a wrong password and a user that CONNECT did not name end alike, after the same
 * messages and the same work.
 */
final class ScramExchange implements AuthExchange {
  private static final String WRONG = "not authenticated";

  private final ScramAuthenticator method;
  private final String claimedName;
  private boolean invited;
  private ClientFirst first;
  private String name;
  private String serverFirst;
  private String nonce;
  private ScramCredential credential;
  private boolean known;

  /**
   * @param claimedName the user name in CONNECT, null if there was none
   */
  ScramExchange(ScramAuthenticator method, String claimedName) {
    this.method = method;
    this.claimedName = claimedName;
  }

  @Override
  public CompletableFuture<AuthStep> next(byte[] data) {
    try {
      return CompletableFuture.completedFuture(first == null ? greeted(data) : proven(data));
    } catch (ScramSyntaxException e) {
      return CompletableFuture.completedFuture(refused(e.getMessage()));
    }
  }

  private AuthStep greeted(byte[] data) throws ScramSyntaxException {
    if (data == null && !invited) {
      invited = true;
      return new AuthStep.Challenge(null);
    }
    first = ClientFirst.parse(present(data));
    name = ScramNames.prepared(first.name());
    if (name == null) {
      throw new ScramSyntaxException("the user name is too long or has characters that it may not have");
    }
    ScramCredential found = method.find(name);
    ScramCredential decoy = method.decoy(name);
    known = found != null && (claimedName == null || isClaimed());
    credential = found != null ? found : decoy;
    nonce = first.nonce() + method.newNonce();
    serverFirst = "r=" + nonce + ",s=" + credential.saltText() + ",i=" + credential.iterations();
    return new AuthStep.Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII));
  }

  /** Two names for one client would let access rules and logs speak of different people. */
  private boolean isClaimed() {
    return name.equals(ScramNames.prepared(claimedName));
  }

  private AuthStep proven(byte[] data) throws ScramSyntaxException {
    ClientFinal last = ClientFinal.parse(present(data));
    String binding =
        Base64.getEncoder()
            .encodeToString(first.header().getBytes(StandardCharsets.UTF_8));
    if (!last.binding().equals(binding)) {
      throw new ScramSyntaxException("the channel binding differs from the first message");
    }
    if (!last.nonce().equals(nonce)) {
      throw new ScramSyntaxException("the nonce is not the one of this exchange");
    }
    String said = first.bare() + "," + serverFirst + "," + last.withoutProof();
    if (!isOwner(last.proof(), said) || !known) {
      return refused(WRONG);
    }
    byte[] signature =
        ScramFunctions.serverSignature(
            ScramCredential.MECHANISM, credential.serverKey(), said);
    String answer = "v=" + Base64.getEncoder().encodeToString(signature);
    return new AuthStep.Success(name, answer.getBytes(StandardCharsets.US_ASCII));
  }

  /** The library's own check compares until the first difference; this one takes the same time. */
  private boolean isOwner(byte[] proof, String said) {
    byte[] signature =
        ScramFunctions.clientSignature(
            ScramCredential.MECHANISM, credential.storedKey(), said);
    byte[] clientKey = ScramFunctions.clientProof(proof, signature);
    byte[] storedKey = ScramFunctions.storedKey(ScramCredential.MECHANISM, clientKey);
    return MessageDigest.isEqual(storedKey, credential.storedKey());
  }

  private static byte[] present(byte[] data) throws ScramSyntaxException {
    if (data == null) {
      throw new ScramSyntaxException("there is no authentication data");
    }
    return data;
  }

  /** CONNACK and DISCONNECT both know this code; 0x86 is about CONNECT's own two fields. */
  private static AuthStep refused(String words) {
    return new AuthStep.Refusal(ReasonCode.NOT_AUTHORIZED, words);
  }
}

package io.dynamq.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.AuthStep;
import io.dynamq.auth.Credentials;
import io.dynamq.packet.ReasonCode;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the numbers of RFC 7677 section 3. */
class ScramExchangeTest {
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String NONCE = CLIENT_NONCE + SERVER_NONCE;
  private static final String FIRST = "n,,n=user,r=" + CLIENT_NONCE;
  private static final String SERVER_FIRST = "r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String LAST =
      "c=biws,r=" + NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String SERVER_LAST = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private final Map<String, ScramCredential> users = new HashMap<>();
  private final ScramAuthenticator method =
      new ScramAuthenticator(
          users::get, new Decoys("secret".getBytes(UTF_8), 4_096), () -> SERVER_NONCE);
  private AuthExchange exchange;

  @BeforeEach
  void addTheUserOfTheRfc() {
    users.put("user", credential("pencil"));
    begin(null);
  }

  private static ScramCredential credential(String password) {
    byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    return ScramCredential.of(password.toCharArray(), 4_096, salt);
  }

  private void begin(String claimedName) {
    exchange = method.begin(new Credentials("c", claimedName, null, null, "mqtt:tcp:test"));
  }

  private AuthStep next(String data) {
    return exchange.next(data == null ? null : data.getBytes(UTF_8)).join();
  }

  private String challenge(String data) {
    byte[] answer = ((AuthStep.Challenge) next(data)).data();
    return answer == null ? null : new String(answer, UTF_8);
  }

  private void refused(String data, String words) {
    assertThat(next(data))
        .isEqualTo(new AuthStep.Refusal(ReasonCode.NOT_AUTHORIZED, words));
  }

  private void succeeds(String data, String name) {
    AuthStep.Success success = (AuthStep.Success) next(data);
    assertThat(success.username()).isEqualTo(name);
    assertThat(new String(success.data(), UTF_8)).startsWith("v=");
  }

  @Test
  void followsTheExampleOfTheRfc() {
    assertThat(challenge(FIRST)).isEqualTo(SERVER_FIRST);
    AuthStep.Success success = (AuthStep.Success) next(LAST);
    assertThat(success.username()).isEqualTo("user");
    assertThat(new String(success.data(), UTF_8)).isEqualTo(SERVER_LAST);
  }

  @Test
  void asksAClientWithoutDataForItsFirstMessage() {
    assertThat(challenge(null)).isNull();
    assertThat(challenge(FIRST)).isEqualTo(SERVER_FIRST);
    assertThat(next(LAST)).isInstanceOf(AuthStep.Success.class);
  }

  @Test
  void asksOnlyOnce() {
    challenge(null);
    refused(null, "there is no authentication data");
  }

  @Test
  void refusesAProofOfAnotherPassword() {
    users.put("user", credential("pen"));
    challenge(FIRST);
    refused(LAST, "not authenticated");
  }

  @Test
  void treatsAnUnknownUserLikeAWrongPassword() {
    users.clear();
    String once = challenge(FIRST);
    begin(null);
    assertThat(challenge(FIRST)).isEqualTo(once).isNotEqualTo(SERVER_FIRST);
    assertThat(once).hasSameSizeAs(SERVER_FIRST);
    refused(LAST, "not authenticated");
  }

  @Test
  void givesEachUnknownUserASaltOfItsOwn() {
    users.clear();
    String one = challenge(FIRST);
    begin(null);
    assertThat(challenge("n,,n=other,r=" + CLIENT_NONCE)).isNotEqualTo(one);
  }

  @Test
  void doesNotTakeAUserWhomConnectDidNotName() {
    begin("someone else");
    assertThat(challenge(FIRST)).isEqualTo(SERVER_FIRST);
    refused(LAST, "not authenticated");
  }

  @Test
  void takesTheUserWhomConnectNamed() {
    begin("user");
    challenge(FIRST);
    succeeds(LAST, "user");
  }

  @ParameterizedTest
  @ValueSource(strings = {"n,a=user,n=user,r=abc", "y,,n=user,r=abc", "n,,n=user,r=abc,x=y"})
  void takesWhatTheGrammarAllows(String text) {
    String serverFirst = challenge(text);
    String header = text.substring(0, text.indexOf("n=user"));
    ScramClient client = new ScramClient(text.substring(header.length()), header, "pencil");
    succeeds(client.last(serverFirst), "user");
  }

  @Test
  void takesAnExtensionInFrontOfTheProof() {
    String serverFirst = challenge(FIRST);
    ScramClient client = new ScramClient("n=user,r=" + CLIENT_NONCE, "n,,", "pencil");
    succeeds(client.withExtension("x=1").last(serverFirst), "user");
  }

  @Test
  void undoesTheEscapesOfAName() {
    users.put("a,b=c", credential("pencil"));
    String bare = "n=a=2Cb=3Dc,r=abc";
    String serverFirst = challenge("n,," + bare);
    succeeds(new ScramClient(bare, "n,,", "pencil").last(serverFirst), "a,b=c");
  }

  @Test
  void preparesNamesAndPasswords() {
    // SASLprep: the Roman numeral nine becomes two letters, the soft hyphen nothing.
    users.put("IX", credential("I\u00adX"));
    String bare = "n=\u2168,r=abc";
    String serverFirst = challenge("n,," + bare);
    succeeds(new ScramClient(bare, "n,,", "IX").last(serverFirst), "IX");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "n", "n,,n=user", "n,n=user,r=abc", "p=tls-unique,,n=user,r=abc", "x,,n=user,r=abc",
        "n,,n=,r=abc", "n,,r=abc,n=user", "n,,n=user,r=", "n,,n=user,r=a\u00e4", "n,,n=us=er,r=abc",
        "n,,n=us=2cer,r=abc", "n,,n=us=,r=abc", "n,a=root,n=user,r=abc", "n,x=user,n=user,r=abc",
        "n,,m=1,n=user,r=abc", "n,,n=user,r=abc,m=1", "n,,n=user,r=abc,", "n,,n=user,r=abc,1=2",
        "n,,n=us\u0000er,r=abc", "n,,n=\u00ad,r=abc", "n,,n=user,r=a c", " n,,n=user,r=abc"
      })
  void refusesAFirstMessageThatIsNone(String text) {
    assertThat(next(text)).isInstanceOf(AuthStep.Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "c=biws", "c=biws,r=N", "r=N,c=biws,p=P", "c=eSws,r=N,p=P", "c=biw,r=N,p=P",
        "c=biws,r=Nx,p=P", "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=P", "c=biws,r=N,p=", "c=biws,r=N,p=!",
        "c=biws,r=N,p=AAAA", "c=biws,r=N,p=P,x=1", "c=biws,r=N,m=1,p=P", "c=biws,r=N,,p=P",
        "c=biws,r=N,p=P\u0000"
      })
  void refusesALastMessageThatIsNone(String template) {
    challenge(FIRST);
    String proof = LAST.substring(LAST.indexOf(",p=") + 3);
    assertThat(next(template.replace("N", NONCE).replace("P", proof)))
        .isInstanceOf(AuthStep.Refusal.class);
  }

  /** They decode to the same bytes, so a lenient decoder would take a changed message. */
  @ParameterizedTest
  @ValueSource(strings = {"VR=", "VS=", "VT=", "VQ"})
  void refusesAProofWithStrayBits(String end) {
    challenge(FIRST);
    refused(LAST.replace("VQ=", end), "the proof has a wrong length or stray bits");
  }

  @Test
  void refusesALastMessageWithoutData() {
    challenge(FIRST);
    refused(null, "there is no authentication data");
  }

  @Test
  void refusesBytesThatAreNoText() {
    assertThat(exchange.next(new byte[] {'n', ',', ',', (byte) 0xC0, (byte) 0x80}).join())
        .isEqualTo(
            new AuthStep.Refusal(
                ReasonCode.NOT_AUTHORIZED, "authentication data is not UTF-8"));
  }

  @Test
  void refusesMoreDataThanAnyoneNeeds() {
    refused(FIRST + "x".repeat(4_096), "authentication data is too long");
  }

  @Test
  void makesNoncesThatDiffer() {
    ScramAuthenticator real =
        new ScramAuthenticator(
            users::get, new byte[32], 4_096, new java.security.SecureRandom());
    assertThat(real.newNonce()).hasSize(24).isNotEqualTo(real.newNonce());
  }
}

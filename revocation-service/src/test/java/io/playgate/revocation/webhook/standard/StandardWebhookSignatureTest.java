package io.playgate.revocation.webhook.standard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhookSignatureTest {
  private static final byte[] SECRET = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "whsec_",
        "whsec_!!!!",
        "whsec_c2hvcnQ=",
        "whpk_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
      })
  void secretsFileHoldsSecretsOnly(String text) {
    assertThatIllegalStateException()
        .isThrownBy(() -> WebhookSecrets.parse(text))
        .withMessageContaining("playgate.webhooks.standard.secrets-file")
        .withMessageNotContaining("nonsense");
  }

  @Test
  void secretsFileMayHoldSeveral() {
    String line = "whsec_" + Base64.getEncoder().encodeToString(SECRET);
    assertThat(WebhookSecrets.parse("# old\n" + line + "\r\n\n " + line + " \n")).hasSize(2);
  }

  /** The test vector that the reference libraries of Standard Webhooks share. */
  @Test
  void agreesWithTheReferenceLibraries() {
    List<byte[]> secrets = WebhookSecrets.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

    assertThat(
            StandardWebhookSignature.isValid(
                secrets,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                body,
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="))
        .isTrue();
  }

  @Test
  void onlyVersionOneCounts() {
    byte[] body = {'{', '}'};
    String signature =
        Base64.getEncoder().encodeToString(StandardWebhookSignature.sign(SECRET, "id", "1", body));
    assertThat(valid("v1," + signature, body)).isTrue();
    assertThat(valid("v1,AA== v2,x v1," + signature, body)).isTrue();
    assertThat(valid("v1a," + signature, body)).isFalse();
    assertThat(valid("v2," + signature, body)).isFalse();
    assertThat(valid(signature, body)).isFalse();
    assertThat(valid("", body)).isFalse();
    assertThat(valid("v1,", body)).isFalse();
    assertThat(valid("v1,!!!", body)).isFalse();
  }

  @Test
  void aSignatureHasOneText() {
    byte[] body = {'{', '}'};
    String signature =
        Base64.getEncoder().encodeToString(StandardWebhookSignature.sign(SECRET, "id", "1", body));
    char last = signature.charAt(42);
    String sameBytes = signature.substring(0, 42) + (char) (last + 1) + "=";

    assertThat(Base64.getDecoder().decode(sameBytes))
        .isEqualTo(Base64.getDecoder().decode(signature));
    assertThat(valid("v1," + sameBytes, body)).isFalse();
    assertThat(valid("v1," + signature.replace("=", ""), body)).isFalse();
    assertThat(valid("v1," + signature, body)).isTrue();
  }

  private static boolean valid(String header, byte[] body) {
    return StandardWebhookSignature.isValid(List.of(SECRET), "id", "1", body, header);
  }
}

package io.playgate.playbacktoken.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@link SigningKey#verify} gives Wycheproof's verdicts, whichever engine stands behind it. The
 * same of DER is in {@code CloudFrontSignatureTest}.
 */
class SignatureCasesTest {
  private static final List<SignatureCase> P256 = SignatureCase.read("p256.tsv");
  private static final List<SignatureCase> ED25519 = SignatureCase.read("ed25519.tsv");
  private static final List<SignatureCase> HMAC = SignatureCase.read("hmac-sha256.tsv");

  @ParameterizedTest
  @ValueSource(strings = {"platform", "chosen"})
  void p256(String name) {
    SignatureEngines engines = SignatureCase.engines(name);
    assertThat(P256).hasSize(262);
    assertThat(
            SignatureCase.wrong(
                P256, each -> verify(each, SignatureCase.key("ES256", each.p256(), engines))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "chosen"})
  void ed25519(String name) {
    SignatureEngines engines = SignatureCase.engines(name);
    assertThat(ED25519).hasSize(151);
    assertThat(
            SignatureCase.wrong(
                ED25519, each -> verify(each, SignatureCase.key("EdDSA", each.ed25519(), engines))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "chosen"})
  void hmac(String name) {
    SignatureEngines engines = SignatureCase.engines(name);
    assertThat(HMAC).hasSizeGreaterThan(80);
    assertThat(
            SignatureCase.wrong(
                HMAC,
                each ->
                    verify(
                        each,
                        SignatureCase.key(
                            "HS256", new SecretKeySpec(each.key(), "HmacSHA256"), engines))))
        .isEmpty();
  }

  private static boolean verify(SignatureCase each, SigningKey key) {
    return key.verify(each.message(), 0, each.message().length, each.signature());
  }
}

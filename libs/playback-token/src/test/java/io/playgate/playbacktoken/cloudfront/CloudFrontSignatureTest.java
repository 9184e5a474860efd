package io.playgate.playbacktoken.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import io.playgate.playbacktoken.internal.signing.SignatureEngines;
import io.playgate.playbacktoken.key.SignatureCase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ECDSA in DER gives Wycheproof's verdicts, whichever engine stands behind it. */
class CloudFrontSignatureTest {
  private static final List<SignatureCase> CASES = SignatureCase.read("p256-der.tsv");

  @ParameterizedTest
  @ValueSource(strings = {"platform", "chosen"})
  void der(String name) {
    SignatureEngines engines = SignatureCase.engines(name);
    assertThat(CASES).hasSize(484);
    assertThat(
            SignatureCase.wrong(
                CASES,
                each ->
                    CloudFrontSignature.verify(
                        SignatureCase.key("ES256", each.p256(), engines),
                        CloudFrontSignature.SHA256,
                        each.message(),
                        each.signature())))
        .isEmpty();
  }
}
